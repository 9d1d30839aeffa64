-- wrk's requests: a random item of the file ITEMS each, K neighbors with MORE in the query, or a random line of the file BODIES to recommend after; with PAUSE a mean of so many milliseconds between a connection's requests.
local items = {}
local bodies = os.getenv("BODIES")
local k = os.getenv("K") or "10"
local more = os.getenv("MORE") or ""
local pause = tonumber(os.getenv("PAUSE") or "0")
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  math.randomseed(number + 1)
  for line in io.lines(bodies or os.getenv("ITEMS")) do items[#items + 1] = line end
end

function request()
  if bodies then
    return wrk.format("POST", "/v1/recommend", { ["Content-Type"] = "application/json" }, items[math.random(#items)])
  end
  return wrk.format("GET", "/v1/items/" .. items[math.random(#items)] .. "/similar?k=" .. k .. more)
end

if pause > 0 then
  function delay()
    return math.random(0, 2 * pause)
  end
end

-- One line that a program reads: requests, seconds, latencies in microseconds, answers that are no 2xx, broken connections.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.3f %d %d %d %d %d\n", summary.requests, summary.duration / 1e6,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), e.status, e.connect + e.read + e.write + e.timeout))
end
