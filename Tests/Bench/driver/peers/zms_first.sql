SELECT post, day, time FROM (
    SELECT slot.post, slot.day, slot.time FROM slot LEFT JOIN slot_process ON slot_process.slot = slot.id
    WHERE slot.day BETWEEN current_date AND current_date + 89
    GROUP BY slot.id HAVING count(slot_process.process) < slot.capacity) AS free
ORDER BY day, time, post LIMIT 1;
