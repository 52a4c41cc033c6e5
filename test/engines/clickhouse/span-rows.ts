type SpanRowOf = {
  readonly trace: string;
  readonly span?: string;
  readonly parent?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly service?: string;
  /** Epoch ms. */
  readonly at: number;
  readonly ms?: number;
  readonly code?: string;
  readonly message?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly exception?: { readonly type: string; readonly message: string };
};

let spans = 0;

/** A row of `otel_traces`, as the exporter writes it. */
export function spanRow(given: SpanRowOf) {
  const { trace, parent = '', name = 'import', kind = 'Internal', service = 'shop', at, ms = 20 } = given;
  const { code = 'Unset', message = '', attributes = {}, exception } = given;
  spans += 1;
  const time = `${new Date(at).toISOString().replace('T', ' ').slice(0, 23)}000000`;
  const events = exception ? [exception] : [];
  return {
    ...{ Timestamp: time, TraceId: trace, SpanId: given.span ?? spans.toString(16).padStart(16, '0') },
    ...{
      ParentSpanId: parent,
      SpanName: name,
      SpanKind: kind,
      ServiceName: service,
      Duration: ms * 1_000_000,
    },
    ...{ StatusCode: code, StatusMessage: message, SpanAttributes: attributes },
    ResourceAttributes: { 'service.name': service },
    'Events.Timestamp': events.map(() => time),
    'Events.Name': events.map(() => 'exception'),
    'Events.Attributes': events.map(one => ({
      ...{ 'exception.type': one.type, 'exception.message': one.message },
      'exception.stacktrace': `${one.type}: ${one.message}\n    at charge (/srv/pay.js:10:3)`,
    })),
  };
}

export const traceId = (n: number) => n.toString(16).padStart(32, 'a');

/** Traces of each kind that a list tells apart, over two weeks. */
export function traceRows(now = Date.now()) {
  const minute = 60_000;
  const ends = (n: number) => {
    const root = {
      trace: traceId(n),
      span: `b${n.toString(16).padStart(15, '0')}`,
      at: now - n ** 3 * minute,
      ms: 100 + n,
    };
    const child = { trace: root.trace, parent: root.span, at: root.at + 5, name: 'charge', kind: 'Client' };
    const why = { type: n % 2 ? 'TypeError' : 'HttpError', message: `cannot charge order ${n % 3}` };
    const failed = { code: n % 4 ? 'Error' : 'STATUS_CODE_ERROR' };
    if (n % 5 === 0)
      return [
        spanRow({ ...root, ...failed, message: why.message }),
        spanRow({ ...child, ...failed, exception: why }),
      ];
    if (n % 5 === 1)
      return [
        spanRow({ ...root, ...failed, kind: 'Server', name: 'POST /pay' }),
        spanRow({ ...child, ...failed, exception: why }),
      ];
    if (n % 5 === 2) return [spanRow({ ...root, ...failed, exception: why }), spanRow(child)];
    return [
      spanRow({ ...root, service: n % 2 ? 'billing' : 'shop', name: n % 2 ? 'Größe messen' : 'import' }),
      spanRow(child),
    ];
  };
  const several = traceId(0xf01);
  const without = traceId(0xf02);
  const remote = traceId(0xf03);
  return [
    ...Array.from({ length: 15 }, (_, n) => ends(n + 1)).flat(),
    spanRow({ trace: several, at: now - 3 * minute }),
    spanRow({ trace: several, at: now - 2 * minute, code: 'Error', message: 'the second failed' }),
    spanRow({ trace: without, parent: 'c'.repeat(16), at: now - minute, name: 'begun' }),
    spanRow({
      trace: remote,
      parent: 'd'.repeat(16),
      at: now - 30 * minute,
      kind: 'Server',
      code: 'Error',
      name: 'GET /far',
    }),
    spanRow({ trace: remote, parent: 'e'.repeat(16), at: now - 29 * minute }),
  ];
}
