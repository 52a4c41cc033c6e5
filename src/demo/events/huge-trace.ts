import type { Random } from '../draw/random.ts';
import type { TraceBuilder } from './trace-builder.ts';

type Frame = {
  readonly parentId: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly spans: number;
};

const batchSize = 100;

/** Adds exactly `spans` spans, in groups of up to 100, with a log for each 20th and an error in 10,000. */
export function addManySpans(
  trace: TraceBuilder,
  random: Random,
  { parentId, startAt, endAt, spans }: Frame,
): void {
  const stepMs = (endAt - startAt) / spans;
  const at = (place: number): number => Math.round((startAt + place * stepMs) * 1_000) / 1_000;
  for (let first = 0; first < spans; first += batchSize) {
    const end = Math.min(first + batchSize, spans);
    const name = `score batch ${first / batchSize + 1}`;
    const times = { startAt: at(first), endAt: at(end) };
    const batch = trace.span({ parentId, name, kind: 'internal', ...times, status: 'ok' });
    for (let place = first + 1; place < end; place += 1) {
      const isError = place % 10_000 === 7;
      const account = { account: random.int(90_000) };
      const span = trace.span({
        ...{
          parentId: batch,
          name: `account ${place}`,
          kind: 'db',
          startAt: at(place),
          endAt: at(place + 1),
        },
        ...{ status: isError ? 'error' : 'ok', attributes: account },
        exception: isError
          ? { name: 'TypeError', message: `Cannot read properties of undefined (reading 'plan')` }
          : undefined,
      });
      if (place % 20 === 0)
        trace.log({ at: at(place), level: 'debug', message: `risk ${random.next()}`, spanId: span });
    }
  }
}
