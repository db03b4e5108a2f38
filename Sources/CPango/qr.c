#include "include/sheet.h"

#include <qrencode.h>

int qr_encode(const char *text, uint8_t *modules, size_t capacity) {
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code) return 0;
    int width = code->width;
    size_t area = (size_t)width * (size_t)width;
    if (area <= capacity) {
        // The lowest bit is the colour; the others tell what the module is for.
        for (size_t i = 0; i < area; i++) modules[i] = code->data[i] & 1;
    }
    QRcode_free(code);
    return area <= capacity ? width : 0;
}
