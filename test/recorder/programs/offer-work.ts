/** The built recorder, as programs load it; its source takes longer to load. */
const built = new URL('../../../dist/recorder.js', import.meta.url);
const { openRecorder }: typeof import('../../../src/recorder/recorder.ts') = await import(built.href);

/**
 * Offers the workflow `work` in a store or on a server, says "offering", and the id of each run as it begins.
 * A run takes `ms`. The program closes once its input ends.
 */
const [place = '', ms = '5'] = process.argv.slice(2);
const recorder = await openRecorder(place.startsWith('http') ? { url: place } : { location: place });
recorder.workflow(
  'work',
  async (input, run) => {
    process.stdout.write(`${run.id}\n`);
    await run.step('first', () => new Promise(resolve => setTimeout(resolve, Number(ms))));
    return input;
  },
  { concurrency: 5 },
);
process.stdout.write('offering\n');
const stopping = new AbortController();
process.stdin.on('end', () => stopping.abort()).resume();
await recorder.listen({ signal: stopping.signal });
await recorder.close();
