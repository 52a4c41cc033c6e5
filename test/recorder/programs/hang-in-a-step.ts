/** The built recorder, as programs load it; its source takes longer to load. */
const built = new URL('../../../dist/recorder.js', import.meta.url);
const { isRunCanceled, openRecorder }: typeof import('../../../src/recorder/recorder.ts') = await import(
  built.href
);

const [location = ''] = process.argv.slice(2);
const recorder = await openRecorder({ location });
const run = recorder.run({ workflow: 'hanging', id: 'hanging', input: { a: 1 } }, async scope => {
  await scope.step('first', () => 'done');
  scope.log('info', 'before the end');
  await scope.step('second', async () => {
    await recorder.flush();
    process.stdout.write('ready\n');
    await scope.waitFor('never', new Promise(() => setInterval(() => {}, 1_000)));
  });
});
await run.catch(error => process.stdout.write(isRunCanceled(error) ? 'canceled\n' : 'failed\n'));
await recorder.close();
process.exit(0);
