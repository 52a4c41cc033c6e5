import { describe, expect, it } from 'vitest';
import { listTargets } from '../../../src/targets/list-targets.ts';
import { resolveTarget } from '../../../src/targets/resolve-target.ts';
import { targetKey } from '../../../src/targets/target.ts';
import { scaleToLoad } from '../../in-time.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { logsLine, tracesLine } from './otlp-text.ts';

const traces = tracesLine([{ id: 'a' }]);

describe('where OpenTelemetry files are found', () => {
  it('finds a traces.jsonl in the folder, and says why', async () => {
    const place = createHome({ 'project/traces.jsonl': traces });
    const { info } = await resolveTarget(undefined, place);
    expect(info).toEqual({
      name: 'project',
      kind: 'otlp',
      location: './traces.jsonl',
      reason: 'found here',
      isEngine: true,
      commandTarget: `otlp:${place.path('project/traces.jsonl')}`,
      key: `otlp:${place.path('project/traces.jsonl')}`,
    });
  });

  it('does not recognize another traces.jsonl', async () => {
    const place = createHome({ 'project/traces.jsonl': '{"some":"thing"}\n' });
    await expect(resolveTarget(undefined, place)).rejects.toMatchObject({ kind: 'usage' });
  });

  it('prefers the store of runlens', async () => {
    const place = createHome({ 'project/traces.jsonl': traces, 'project/.runlens/runs.db': '' });
    expect((await resolveTarget(undefined, place)).info.kind).toBe('sqlite');
    const listed = await listTargets(undefined, place);
    expect(listed.map(({ target }) => target?.info.kind)).toEqual(['sqlite', 'otlp']);
  });

  it.each([
    ['otlp:spans.jsonl', 'project/spans.jsonl'],
    ['otlp:./spans.jsonl', 'project/spans.jsonl'],
    ['otlp:~/all', 'all'],
    ['spans.jsonl', 'project/spans.jsonl'],
    ['../all/logs.jsonl', 'all/logs.jsonl'],
    ['~/all', 'all'],
    ['spans.json', 'project/spans.json'],
    ['./spans.ndjson', 'project/spans.ndjson'],
  ])('opens %s', async (text, path) => {
    const place = createHome({
      'project/spans.jsonl': `half a line"}\n${traces}`,
      'project/spans.json': JSON.stringify([JSON.parse(traces)], null, 2),
      'project/spans.ndjson': traces.replace('resourceSpans', 'resource_spans'),
      'all/logs.jsonl': logsLine([{}]),
      'all/x.txt': '',
    });
    expect(targetKey(await resolveTarget(text, place))).toBe(`otlp:${place.path(path)}`);
  });

  it('refuses a .jsonl of something else, unless it is named as one of these', async () => {
    const place = createHome({ 'project/data.jsonl': '{"a":1}\n' });
    await expect(resolveTarget('./data.jsonl', place)).rejects.toMatchObject({
      kind: 'usage',
      message: './data.jsonl is not a file of runs: it does not begin with a line of OTLP/JSON',
      hint: expect.stringContaining('otlp:./data.jsonl'),
    });
    expect((await resolveTarget('otlp:./data.jsonl', place)).info.kind).toBe('otlp');
  });

  it('is quick on files that consist of line ends', async () => {
    const place = createHome({
      'all/a.jsonl': '\n'.repeat(65_536),
      'all/b.jsonl': `${'\r\n'.repeat(30_000)}x`,
    });
    const start = performance.now();
    await expect(resolveTarget('../all', place)).rejects.toMatchObject({ kind: 'usage' });
    expect(performance.now() - start).toBeLessThan(scaleToLoad(1_000));
  });

  it('refuses a folder without such files', async () => {
    const place = createHome({ 'empty/x.txt': '' });
    await expect(resolveTarget('otlp:../empty', place)).rejects.toMatchObject({
      kind: 'usage',
      message: 'the folder ../empty holds no .jsonl file',
    });
  });

  it('requires a file in the address', async () => {
    await expect(resolveTarget('otlp:', createHome())).rejects.toMatchObject({
      kind: 'usage',
      message: '"otlp:" names no file',
    });
  });
});
