import { openRecorder } from '../../src/recorder/recorder.ts';

/**
 * A failed run for each text, which stands in its names and in what `inputOf` makes of it, and an agent's
 * session that holds all of them.
 */
export async function recordTexts(
  location: string,
  texts: readonly string[],
  inputOf: (text: string) => unknown = () => undefined,
): Promise<void> {
  const recorder = await openRecorder({ location });
  for (const [index, text] of texts.entries()) {
    const trigger = { type: 'webhook', label: text, raw: text };
    const id = `run_${String(index).padStart(4, '0')}`;
    const run = recorder.start({
      workflow: text,
      id,
      actor: text,
      project: text,
      trigger,
      input: inputOf(text),
    });
    run.usage({ name: text, kind: 'model' });
    run.usage({ name: text, kind: 'service', unit: text });
    run.fail(Object.assign(new Error(text), { name: text }));
  }
  const input = { values: texts, keys: Object.fromEntries(texts.map(text => [text, text])) };
  await recorder.agent({ name: 'everyone', id: 'run_all', input }, async session => {
    for (const text of texts) {
      session.log('info', text, { [text]: text });
      session.message({ role: 'user', content: text, thought: text });
      await session.tool(text, { [text]: text }, () => text);
      await session.step(text, () => text, { input: text });
    }
    return input;
  });
  await recorder.close();
}
