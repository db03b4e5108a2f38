\set post random(0, :posts - 1)
SELECT day, count(*), min(time) FROM (
    SELECT slot.day, slot.time FROM slot LEFT JOIN slot_process ON slot_process.slot = slot.id
    WHERE slot.post = :post AND slot.day BETWEEN current_date AND current_date + 89
    GROUP BY slot.id HAVING count(slot_process.process) < slot.capacity) AS free
GROUP BY day ORDER BY day;
