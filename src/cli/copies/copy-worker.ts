import { serveThread } from '../../async/serve-thread.ts';
import { decodeText } from '../../model/payload/lazy/decode-text.ts';
import { withValueAt } from '../../model/payload/lazy/lazy-parts.ts';
import type { CopySource } from '../../model/report/copy-source.ts';
import { renderCopyWork } from '../../model/report/copy-work.ts';
import type { CopyRequest, RenderedBytes, SentPart } from './copy-requests.ts';

type Received = { readonly pieces: Map<number, Uint8Array[]>; readonly spans: Map<number, unknown[]> };

serveThread<CopyRequest>(
  () => {
    const received: Received = { pieces: new Map(), spans: new Map() };
    return request => {
      switch (request.type) {
        case 'piece':
          return void push(received.pieces, request.part, [request.bytes]);
        case 'spans':
          return void push(received.spans, request.source, request.spans);
        case 'render':
          return render(request, received);
      }
    };
  },
  error => error,
);

function push<Item>(lists: Map<number, Item[]>, at: number, items: readonly Item[]): void {
  const list = lists.get(at) ?? [];
  for (const item of items) list.push(item);
  lists.set(at, list);
}

function render(
  { work, parts }: Extract<CopyRequest, { type: 'render' }>,
  { pieces, spans }: Received,
): RenderedBytes {
  let sources: unknown = work.sources;
  for (const [source, list] of spans)
    sources = withValueAt(sources, [`${source}`, 'run', 'trace', 'spans'], list);
  for (const [at, part] of parts.entries()) {
    sources = withValueAt(sources, part.path, partValue(part, pieces.get(at) ?? []));
    pieces.delete(at);
  }
  const { text, hidden } = renderCopyWork({ ...work, sources: sources as readonly CopySource[] });
  return { bytes: new TextEncoder().encode(text), hidden };
}

function partValue({ type, bytes }: SentPart, pieces: readonly Uint8Array[]): unknown {
  const whole = Buffer.concat(pieces, bytes);
  const text = decodeText(whole, 0, bytes, type === 'escaped');
  return type === 'json' ? JSON.parse(text) : text;
}
