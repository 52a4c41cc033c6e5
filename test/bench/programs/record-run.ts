import type { Recorder } from '../../../src/recorder/recorder.ts';

const payload = (number: number) => ({
  number,
  email: `person.${number}@example.com`,
  text: 'The parcel came on Tuesday and the invoice on Friday. '.repeat(17).slice(0, 900),
});

/** A whole run: four steps, 2 KB of input and output. */
export async function recordRun(recorder: Pick<Recorder, 'run'>, number: number): Promise<void> {
  const input = payload(number);
  await recorder.run({ workflow: 'bench-pipeline', input, actor: 'bench' }, async run => {
    const user = await run.step('create-user', () => number);
    const mail = await run.step('send-email', () => ({ user, sent: true }));
    await run.step('charge-card', () => 12);
    await run.step('finish', () => mail.sent);
    return payload(number);
  });
}
