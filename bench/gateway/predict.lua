-- What wrk sends: one digit of 64 numbers, as a client of the Open Inference Protocol does.
local values = {}
for i = 1, 64 do
  values[i] = string.format("%.8f", (i * 37 % 256) / 255)
end
wrk.method = "POST"
wrk.path = "/v2/models/digits/infer"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer dure_0123456789012345678901234567890123456789012"
wrk.body = '{"inputs":[{"name":"image","shape":[1,64],"datatype":"FP32","data":[' .. table.concat(values, ",") .. "]}]}"

done = function(summary, latency)
  io.write(string.format(
    "RESULT %.0f %.0f %.0f %d\n",
    summary.requests / summary.duration * 1e6,
    latency:percentile(50),
    latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  ))
end
