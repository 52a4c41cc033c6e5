import { newestFirst } from '../../../../src/contract/lists/sort.ts';
import { emptyQuery } from '../../../../src/model/query/query.ts';

/** The built store, as programs load it; its source takes longer to load. */
const built = new URL('../../../../dist/http-store.js', import.meta.url);
const { openHttpStore }: typeof import('../../../../src/stores/http/open-http-store.ts') = await import(
  built.href
);

/**
 * Asks a server so often for a list, or for a run, and prints what came of it and how much memory it took, in
 * bytes.
 */
const [url = '', what = 'list', times = '1'] = process.argv.slice(2);
const target = { name: 'test', kind: 'http', location: url, reason: 'test' };
const store = await openHttpStore({ url, target, env: {} });
const ask = () =>
  what === 'run'
    ? store.getRun('r')
    : store.listRuns(emptyQuery, { sort: newestFirst, limit: 50, now: Date.now() });

const before = process.memoryUsage.rss();
let peakRss = before;
let peakArrayBuffers = 0;
const timer = setInterval(() => {
  // Not the most of the whole life: stripping types of modules that no cache has yet takes more than what is
  // measured.
  const { rss, arrayBuffers } = process.memoryUsage();
  peakRss = Math.max(peakRss, rss);
  peakArrayBuffers = Math.max(peakArrayBuffers, arrayBuffers);
}, 2);
const outcomes: string[] = [];
for (let n = 0; n < Number(times); n += 1) {
  outcomes.push(
    await ask().then(
      () => 'data',
      (error: unknown) => String(error),
    ),
  );
}
clearInterval(timer);
const grownBytes = Math.max(peakRss, process.memoryUsage.rss()) - before;
await store.close();
process.stdout.write(JSON.stringify({ outcomes, grownBytes, peakArrayBuffers }));
