import { writeFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { firstPage } from '../../contract/reading.ts';
import { anyValue, idText, traceA, tracesLine } from './otlp-text.ts';
import { createFolder, openStoreAt, openText } from './temp-files.ts';

describe('requests as other writers have them', () => {
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  const snake = (json: string) =>
    json.replace(
      /"([a-z]+(?:[A-Z][a-zA-Z]*))":/g,
      (_, name: string) => `"${name.replace(/[A-Z]/g, one => `_${one.toLowerCase()}`)}":`,
    );
  const whole = tracesLine([
    { id: 'root', name: 'flow', attributes: { 'user.id': 'Ada' } },
    { id: 'kid', parent: 'root' },
  ]);
  const one = JSON.stringify(JSON.parse(whole), null, 2);

  it.each([
    ['with the names of Protocol Buffers', snake(whole)],
    ['indented over several lines, without an end of the last', one],
    ['indented, several in one file', `${one}\n${whole}${one.replaceAll(traceA, 'c'.repeat(32))}\n`],
    ['in a list', `[${whole.trim()}]\n`],
    ['in an indented list', JSON.stringify([JSON.parse(whole)], null, 2)],
    ['with lines that end in two characters, and empty ones', `\r\n${whole.trim()}\r\n\r\n`],
    ['behind a byte order mark', `\uFEFF${whole}`],
    ['with names of scopes of before', whole.replace('scopeSpans', 'instrumentationLibrarySpans')],
    [
      'with ids in base64',
      whole.replaceAll(traceA, base64(traceA)).replaceAll(idText('root'), base64(idText('root'))),
    ],
  ])('are read: %s', async (_, text) => {
    const store = await openStoreAt(createFolder({ 'traces.jsonl': text }).path('traces.jsonl'));
    const page = await store.listRuns(emptyQuery, firstPage);
    expect(page.notes).toBeUndefined();
    const run = await store.getRun(traceA, { include: { steps: true } });
    expect(run).toMatchObject({
      name: 'flow',
      actor: 'Ada',
      status: 'success',
      steps: [{ id: idText('kid') }],
    });
    expect((await store.getTrace(traceA))?.spans).toHaveLength(2);
  });

  it('are counted as not read where the end of an indented one is missing', async () => {
    const store = await openText(whole, one.split('\n').slice(0, 7).join('\n'), '\n');
    const page = await store.listRuns(emptyQuery, firstPage);
    expect(page.runs).toHaveLength(1);
    expect(page.notes).toEqual(['7 lines of traces.jsonl could not be read as OTLP/JSON']);
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('are not read where the file is compressed, which is said: %s', async (name, compress) => {
    const path = createFolder({ 'traces.jsonl': '' }).path('traces.jsonl');
    writeFileSync(path, compress(Buffer.from(whole)));
    await expect(openStoreAt(path)).rejects.toMatchObject({
      kind: 'unreadable',
      message: `${path} is compressed with ${name}`,
    });
  });

  it('has the level of a log by the name of its number', async () => {
    const record = { traceId: traceA, severityNumber: 'SEVERITY_NUMBER_ERROR2', body: anyValue('x') };
    const log = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
    const store = await openText(whole, log);
    expect((await store.getTrace(traceA))?.logs).toMatchObject([{ level: 'error' }]);
  });
});
