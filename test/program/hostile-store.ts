import Database from 'better-sqlite3';
import { openRecorder, type Recorder } from '../../src/recorder/recorder.ts';
import { hostileTexts, lineOfMegabyte } from './hostile-texts.ts';

/**
 * A store in which every text is hostile: a run for each text, with it in every column; then a run
 * `everything` and an agent `everyone` with all of them in every part of their detail, and a run of lines of
 * a megabyte.
 */
export async function writeHostileStore(location: string): Promise<void> {
  const recorder = await openRecorder({ location });
  for (const [index, text] of hostileTexts.entries()) recordRow(recorder, `${text}#${index}`);
  await recordEverything(recorder).catch(() => {});
  await recordEveryone(recorder).catch(() => {});
  await recordLongLines(recorder).catch(() => {});
  await recorder.close();
  giveForeignStatuses(location);
}

function recordRow(recorder: Recorder, text: string): void {
  const trigger = { type: text, label: text, raw: text };
  const run = recorder.start({ workflow: text, id: `run ${text}`, actor: text, project: text, trigger });
  run.usage({ name: text, kind: 'model' });
  run.usage({ name: text, kind: 'service', unit: text });
  run.fail(toError(text));
}

function toError(text: string): Error {
  const error = Object.assign(new Error(text), { code: text, name: text, extra: { [text]: text } });
  error.stack = `${text}: ${text}\n    at ${text}\n at b (${text})`;
  return error;
}

const keyed = Object.fromEntries(hostileTexts.map(text => [text, text]));

function recordEverything(recorder: Recorder): Promise<void> {
  const input = { keyed, listed: hostileTexts, nested: { [hostileTexts[1] ?? '']: keyed } };
  return recorder.run({ workflow: 'everything', input }, async run => {
    for (const text of hostileTexts) {
      run.log(text, text, { [text]: text });
      run.usage({ name: text, kind: 'other', quantity: 2, unit: text });
      await run.span(
        text,
        span => {
          span.set({ [text]: text });
          span.event(text, { [text]: text });
        },
        { kind: text },
      );
      await run.step(text, () => ({ [text]: text }), { type: text, input: text });
      await run.step(text, () => Promise.reject(toError(text))).catch(() => {});
    }
    throw toError(hostileTexts.join(' '));
  });
}

function recordEveryone(recorder: Recorder): Promise<void> {
  return recorder.agent({ name: 'everyone' }, async session => {
    for (const text of hostileTexts) {
      session.message({ role: text, content: { [text]: text } });
      const calls = [{ name: text, id: text, arguments: { [text]: text } }];
      session.message({ role: 'assistant', content: text, thought: text, toolCalls: calls });
      await session.tool(text, { [text]: text }, () => text);
      session.message({ role: 'assistant', error: toError(text) });
    }
  });
}

function recordLongLines(recorder: Recorder): Promise<void> {
  const long = lineOfMegabyte;
  const about = { workflow: `megabyte ${long}`, actor: long, trigger: { type: 'cli', label: long } };
  return recorder.run({ ...about, input: { long, [long]: 1 } }, async run => {
    run.log('info', long);
    await run.step(long, () => Promise.reject(toError(long)));
  });
}

/** The recorder has no words of its own for a status; other writers do. */
function giveForeignStatuses(location: string): void {
  const db = new Database(location);
  const give = db.prepare("UPDATE runs SET status = 'unknown', status_raw = ? WHERE id = ?");
  for (const [index, text] of hostileTexts.entries())
    if (index % 3 === 0) give.run(text, `run ${text}#${index}`);
  db.exec('DELETE FROM totals; INSERT INTO totals SELECT status, count(*) FROM runs GROUP BY status');
  db.close();
}
