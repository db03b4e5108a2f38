# Sidekiq 6.4.1 of Debian. Its free edition loses what a killed worker had taken: it isn't crash-safe.
require "sidekiq"
require "json"

callers = 64
redis = { url: "unix://#{ENV.fetch("BENCH_REDIS")}" }
Sidekiq.configure_client { |config| config.redis = redis.merge(size: callers) }
Sidekiq.configure_server { |config| config.redis = redis }
Sidekiq.logger.level = Logger::ERROR

class Work
  include Sidekiq::Worker

  def perform(number, sent)
    File.open(ENV.fetch("BENCH_FILE"), File::WRONLY | File::CREAT | File::APPEND) do |file|
      file.syswrite(format("%d %.6f %.6f\n", number, sent, Time.now.to_f))
    end
  end
end

# Threads, each with its share of the numbers, at once or at an even pace.
def produce(callers, verb, count, seconds)
  total = verb == "pace" ? count * seconds : count
  start = Time.now.to_f
  threads = (0...callers).map do |lane|
    Thread.new do
      lane.step(total - 1, callers) do |number|
        wait = verb == "pace" ? start + number.to_f / count - Time.now.to_f : 0
        sleep wait if wait.positive?
        Work.perform_async(number, Time.now.to_f)
      end
    end
  end
  threads.each(&:join)
  puts JSON.generate(seconds: Time.now.to_f - start)
end

# Timers, evenly over a span of seconds from a moment on; a line's second number is when it was due.
def schedule(count, from, span)
  (0...count).each_slice(1_000) do |numbers|
    due = numbers.map { |number| from + span * number / count }
    Sidekiq::Client.push_bulk("class" => Work, "args" => numbers.zip(due), "at" => due)
  end
  puts JSON.generate(seconds: 0)
end

if $PROGRAM_NAME == __FILE__
  verb, *numbers = ARGV
  if verb == "schedule"
    schedule(numbers[0].to_i, numbers[1].to_f, numbers[2].to_f)
  else
    produce(callers, verb, numbers[0].to_i, numbers[1].to_i)
  end
end
