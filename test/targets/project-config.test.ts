import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { createHome } from './temporary-home.ts';

const projectStore = 'project/.runlens/runs.db';

describe('configuration files', () => {
  it('warns of unknown keys', async () => {
    const home = createHome({
      'a.db': '',
      'project/runlens.config.yaml': 'target: ../a.db\ncolour: blue\n',
    });
    const { warnings } = await resolveTarget(undefined, home);
    expect(warnings).toEqual([
      `${home.path('project/runlens.config.yaml')}: "colour" is not a known key and is ignored`,
    ]);
  });

  it.each([
    ['token: abcdef', '"token"'],
    ['tokens: { cloud: abcdef }', '"tokens"'],
    ['jwt: abcdef', '"jwt"'],
    ['targets:\n  cloud: { location: "https://example.com", PASSWORD: abcdef }', '"PASSWORD"'],
    ['apiKey: abcdef', '"apiKey"'],
    ['target: https://ada:abcdef@example.com', 'a secret inside an address'],
    ['targets:\n  cloud: https://example.com/?token=abcdef', 'a secret inside an address'],
    ['cloud: https://example.com/?page=1&key=abcdef', 'a secret inside an address'],
    ['cloud: https://example.com/?myToken=abcdef', 'a secret inside an address'],
    ['cloud: https://example.com/?sig=abcdef', 'a secret inside an address'],
  ])("refuses a project's file with a secret and does not repeat it: %s", async (yaml, what) => {
    const home = createHome({ 'project/runlens.config.yaml': yaml });
    const error = await resolveTarget(undefined, home).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining(what) });
    expect(String(error)).not.toContain('abcdef');
  });

  it.each(['*:*:*:*:abcdef', 'target: !abcdef x', 'target: !<abcdef> [1]', '!abcdef!x y'])(
    'repeats no word of a file that is no YAML, such as a link to a file of passwords: %s',
    async text => {
      const home = createHome({ 'project/runlens.config.yaml': text });
      const error = await resolveTarget(undefined, home).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining('cannot read') });
      expect(String(error)).not.toContain('abcdef');
    },
  );

  it.each([
    ['target: [', 'cannot read'],
    ['target: 3', 'target: must be a name or a location'],
    ['targets: [1]', 'targets'],
    ['just text', 'the file'],
  ])('names the file and what is wrong in it: %s', async (yaml, what) => {
    const home = createHome({ 'project/runlens.config.yaml': yaml });
    await expect(resolveTarget(undefined, home)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/runlens\.config\.yaml.*/),
    });
    await expect(resolveTarget(undefined, home)).rejects.toThrow(what);
  });

  it('takes an empty file as one that says nothing', async () => {
    const home = createHome({ 'project/runlens.config.yaml': '\n# later\n', [projectStore]: '' });
    expect((await resolveTarget(undefined, home)).info.reason).toBe('found here');
  });
});
