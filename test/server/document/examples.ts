const token = '-H "authorization: Bearer $RUNLENS_TOKEN"';
const json = '-H "content-type: application/json"';
const key = '-H "runlens-writer-key: $WRITER_KEY"';
const base = 'https://runs.example.com';

/** Where the plain request shows too little. */
export const examples: Readonly<Record<string, string>> = {
  listRuns: `curl -G ${token} ${base}/v1/runs \\\n  --data-urlencode 'filter=status:failed since:24h' -d limit=20`,
  getRun: `curl ${token} '${base}/v1/runs/run_1?include=steps,trace'`,
  listFailures: `curl -G ${token} ${base}/v1/failures \\\n  --data-urlencode 'filter=since:24h' -d bucket=hour`,
  explainFailures: `curl -G ${token} ${base}/v1/failures/shared \\\n  --data-urlencode 'filter=failure:0k3x9f0a1b2 since:24h'`,
  suggest: `curl ${token} '${base}/v1/suggest?field=workflow&prefix=sign'`,
  cancelRun: `curl -X POST ${token} ${base}/v1/runs/run_1/cancel`,
  markFailure: `curl -X POST ${token} ${json} ${base}/v1/failures/0k3x9f0a1b2/mark -d '{
  "kind": "known", "note": "the mail provider is slow", "ticket": "OPS-12",
  "shown": {"firstAt": "2026-11-20T08:00:00.000Z", "lastAt": "2026-11-24T12:00:00.000Z", "count": 1204}
}'`,
  unmarkFailure: `curl -X POST ${token} ${base}/v1/failures/0k3x9f0a1b2/unmark`,
  startRun: `curl -X POST ${token} ${json} \\\n  -d '{"workflow":"signup-pipeline","input":{"email":"ada@example.com"}}' ${base}/v1/runs`,
  getEvents: `curl -N ${token} ${base}/v1/events`,
  ingest: `curl -X POST ${token} ${key} ${json} ${base}/v1/ingest -d '{
  "writer": "import-1", "sequence": 1, "owner": false,
  "facts": [{
    "type": "run-created", "id": "run_1", "kind": "workflow", "name": "signup-pipeline", "status": "success",
    "trigger": {"type": "api", "label": "API", "raw": "api"}, "createdAt": "2026-11-24T12:00:00.000Z"
  }]
}'`,
  claimStarts: `curl -X POST ${token} ${key} ${json} \\\n  -d '{"offers":[{"workflow":"signup-pipeline","room":10}]}' ${base}/v1/writers/my-writer/starts`,
  beginStarts: `curl -X POST ${token} ${key} ${json} \\\n  -d '{"starts":[{"id":"run_1","startedAt":"2026-11-24T12:00:00.000Z"}]}' ${base}/v1/writers/my-writer/begins`,
  getWriterRequests: `curl -N ${token} ${key} -H "accept: text/event-stream" ${base}/v1/writers/my-writer/requests`,
};
