/** The built recorder, as programs load it; its source takes longer to load. */
const built = new URL('../../../dist/recorder.js', import.meta.url);
const { openRecorder }: typeof import('../../../src/recorder/recorder.ts') = await import(built.href);

const [location = '', name = '', count = '0', ending = 'close'] = process.argv.slice(2);
const recorder = await openRecorder({ location });
await Promise.all(
  Array.from({ length: Number(count) }, (_, index) =>
    recorder.run({ workflow: name, input: { index } }, async run => {
      await run.step('one', () => index);
      await run.step('two', () => index * 2);
      return { index };
    }),
  ),
);
if (ending === 'close') await recorder.close();
if (ending === 'exit') process.exit(0);
if (ending === 'throw') throw new Error('the program failed');
