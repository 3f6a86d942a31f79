-- The same request again and again, each as if of somebody new: METHOD, HOST.
-- Prints what came back as one line of JSON.
function init(arguments)
  wrk.method = arguments[1]
  wrk.headers["Host"] = arguments[2]
  wrk.headers["X-Forwarded-For"] = "10.0.0.1"
  wrk.headers["X-Forwarded-Proto"] = "https"
  if wrk.method == "POST" then
    wrk.headers["Origin"] = "https://" .. arguments[2]
    wrk.headers["Content-Length"] = "0"
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"answers": %d, "strange": %d, "seconds": %f, "p99_ms": %f}\n', summary.requests,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, latency:percentile(99) / 1e3))
end
