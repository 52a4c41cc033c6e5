/** The built recorder, as programs load it; its source takes longer to load. */
const built = new URL('../../../dist/recorder.js', import.meta.url);
const { openRecorder }: typeof import('../../../src/recorder/recorder.ts') = await import(built.href);

const [url = '', spoolFolder = '', name = '', count = '0', ending = 'close'] = process.argv.slice(2);
const recorder = await openRecorder({ url, spoolFolder, onError: () => {} });
await Promise.all(
  Array.from({ length: Number(count) }, (_, index) =>
    recorder.run({ workflow: name, id: `${name}-${index}`, input: { index } }, async run => {
      await run.step('one', () => index);
      run.log('info', `half way of ${index}`);
      await run.step('two', () => index * 2);
      return { index };
    }),
  ),
);
if (ending === 'close') await recorder.close();
if (ending === 'exit') process.exit(0);
if (ending === 'throw') throw new Error('the program failed');
if (ending === 'active') {
  recorder.start({ workflow: name, id: `${name}-active` });
  await new Promise(resolve => setTimeout(resolve, 300));
}
if (ending === 'wait') {
  await recorder.flush();
  process.stdout.write('flushed\n');
  setInterval(() => {}, 1_000);
}
