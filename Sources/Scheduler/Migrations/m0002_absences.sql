-- For the rates at which people come: what is over, of a post and a year.
CREATE INDEX appointments_over ON scheduler.appointments (ministry, post, ends)
    WHERE state IN ('attended', 'missed', 'excused');
