-- Sends each prepared post once: a line holds address, cookie and body, between tabs.
-- Prints what came back as one line of JSON.
local posts, threads = nil, {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  posts = assert(io.open(arguments[1]))
  host, target = arguments[2], arguments[3]
  accepted, strange, example = 0, 0, ""
end

function request()
  local line = posts:read("*l")
  if not line then
    wrk.thread:stop()
    return "GET /nothing-left HTTP/1.1\r\nHost: " .. host .. "\r\n\r\n"
  end
  local address, cookie, body = line:match("([^\t]*)\t([^\t]*)\t(.*)")
  return "POST " .. target .. " HTTP/1.1\r\nHost: " .. host
    .. "\r\nX-Forwarded-For: " .. address .. "\r\nX-Forwarded-Proto: https"
    .. "\r\nOrigin: https://" .. host .. "\r\nCookie: " .. cookie
    .. "\r\nContent-Type: application/x-www-form-urlencoded"
    .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function response(status, headers, body)
  local location = headers["Location"] or headers["location"] or ""
  if location:sub(1, 10) == "/bookings/" then
    accepted = accepted + 1
  else
    strange = strange + 1
    example = status .. " " .. location
  end
end

function done(summary, latency, requests)
  local accepted, strange, example = 0, 0, ""
  for _, thread in ipairs(threads) do
    accepted = accepted + thread:get("accepted")
    strange = strange + thread:get("strange")
    example = thread:get("example")
  end
  io.write(string.format(
    '{"accepted": %d, "strange": %d, "example": "%s", "seconds": %f, "p50_ms": %f, "p99_ms": %f}\n',
    accepted, strange, example, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
