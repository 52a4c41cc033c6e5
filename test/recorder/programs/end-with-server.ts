/** The built recorder, as programs load it; its source takes longer to load, and dozens are started. */
const built = new URL('../../../dist/recorder.js', import.meta.url);
const { openRecorder }: typeof import('../../../src/recorder/recorder.ts') = await import(built.href);

/**
 * Records a run to each server, the ids of which begin with `name`, and ends as `ending` says, mostly without
 * `close`.
 */
const [urls = '', spoolFolder = '', name = '', ending = ''] = process.argv.slice(2);
const recorders = await Promise.all(urls.split(',').map(url => openRecorder({ url, spoolFolder })));

async function record(id: string): Promise<void> {
  for (const recorder of recorders)
    await recorder.run({ workflow: 'w', id }, async run => {
      await run.step('one', () => 1);
      run.log('info', 'half way');
      await run.step('two', () => 2);
    });
}

if (ending !== 'nothing') await record(name);
if (ending === 'close') for (const recorder of recorders) await recorder.close();
if (ending === 'exit') process.exit(4);
if (ending === 'throw') throw new Error('the program failed');
if (ending === 'reject') void Promise.reject(new Error('the program failed'));
if (ending === 'at-each-end') {
  let ends = 0;
  process.on('beforeExit', () => {
    ends += 1;
    for (const recorder of recorders) recorder.start({ workflow: 'w', id: `${name}-${ends}` }).succeed();
  });
}
if (ending === 'later') process.once('beforeExit', () => void record(`${name}-later`));
if (ending === 'wait') setInterval(() => {}, 1_000);
if (ending === 'own-signal') {
  setInterval(() => {}, 1_000);
  process.on('SIGTERM', () => process.exit(5));
}
if (ending === 'wait' || ending === 'own-signal') process.stdout.write('recorded\n');
