// Serves what `workflow build` makes, on a free port of the loopback, and starts flows, resumes hooks and cancels runs when asked.
// The first line that it prints is its port.
import { createServer } from 'node:http';

const folder = process.env.HOST_BUNDLES;

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const server = createServer((request, response) => {
  answer(request, response).catch(error => {
    response.statusCode = 500;
    response.end(JSON.stringify({ name: error.name, message: error.message }));
  });
});

let bundles;
let api;

async function answer(request, response) {
  const body = await readBody(request);
  const bundle = /\/\.well-known\/workflow\/v1\/(flow|step|webhook)/.exec(request.url)?.[1];
  if (bundle) return pass(bundles[bundle], request, body, response);
  const asked = body.length > 0 ? JSON.parse(body) : {};
  response.end(JSON.stringify((await act(request.url, asked)) ?? null));
}

async function pass({ POST }, request, body, response) {
  const url = new URL(request.url, `http://127.0.0.1:${server.address().port}`);
  const answered = await POST(new Request(url, { method: 'POST', headers: request.headers, body }));
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

async function act(path, { flow, args = [], token, payload, id }) {
  if (path === '/start') {
    const values = args.map(value => (value === 'every-type' ? everyType() : value));
    const name = flow.includes('//') ? flow : `flows//${flow}`;
    return (await api.start({ workflowId: `workflow//./flows/${name}` }, values)).runId;
  }
  if (path === '/resume') return (await api.resumeHook(token, payload)).runId;
  if (path === '/cancel') return api.getRun(id).cancel();
  if (path === '/list') return listRuns(id);
}

/** What the engine itself says of its runs. */
async function listRuns(limit) {
  const { getWorld } = await import('workflow/runtime');
  const world = await getWorld();
  const { data } = await world.runs.list({ pagination: { limit: Number(limit) }, resolveData: 'none' });
  return data.map(({ runId, status, createdAt }) => ({ runId, status, createdAt }));
}

function everyType() {
  const cyclic = { name: 'cyclic' };
  cyclic.self = cyclic;
  return {
    date: new Date('2026-05-06T07:08:09.123Z'),
    badDate: new Date(Number.NaN),
    big: 123456789012345678901234567890n,
    set: new Set(['a', 2, new Date(0)]),
    map: new Map([
      ['k', { deep: new Map([[1, 2]]) }],
      ['when', new Date(1)],
    ]),
    url: new URL('https://example.com/a?b=1#c'),
    params: new URLSearchParams('a=1&a=2'),
    noParams: new URLSearchParams(),
    pattern: /a\/b+/gi,
    headers: new Headers({ 'x-one': '1', 'x-two': '2' }),
    error: new TypeError('wrong type'),
    aborted: new DOMException('stopped', 'AbortError'),
    buffer: new Uint8Array([1, 2, 3]).buffer,
    noBytes: new Uint8Array(0),
    int8: new Int8Array([-1, 1]),
    uint8: new Uint8Array([0, 255]),
    clamped: new Uint8ClampedArray([300, -5]),
    int16: new Int16Array([-300]),
    uint16: new Uint16Array([65535]),
    int32: new Int32Array([-70000]),
    uint32: new Uint32Array([4000000000]),
    float32: new Float32Array([1.5]),
    float64: new Float64Array([Math.PI]),
    bigInt64: new BigInt64Array([-5n]),
    bigUint64: new BigUint64Array([5n]),
    nothing: undefined,
    no: null,
    minusZero: -0,
    notANumber: Number.NaN,
    infinite: Number.POSITIVE_INFINITY,
    holes: [1, undefined, 3],
    text: 'naïve 🙂 text',
    cyclic,
  };
}

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  process.env.WORKFLOW_TARGET_WORLD = 'local';
  process.env.WORKFLOW_LOCAL_BASE_URL = `http://127.0.0.1:${port}`;
  const v1 = `${folder}/.well-known/workflow/v1`;
  bundles = {
    flow: await import(`${v1}/flow.js`),
    step: await import(`${v1}/step.js`),
    webhook: await import(`${v1}/webhook.js`),
  };
  api = await import('workflow/api');
  // The engine goes on with what it left behind.
  if (process.env.HOST_RECOVERS) await (await (await import('workflow/runtime')).getWorld()).start();
  process.stdout.write(`${port}\n`);
});
