import { describe, expect, it } from 'vitest';
import { listTargets } from '../../src/targets/list-targets.ts';
import { readConfigs } from '../../src/targets/project-config.ts';
import { resolveHistory } from '../../src/targets/resolve-history.ts';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { createHome } from './temporary-home.ts';

const user = 'targets:\n  team: https://team.example\n';
const files = {
  'config/config.yaml': user,
  'project/runlens.config.yaml':
    'targets:\n  team: https://elsewhere.example\n  theirs: https://theirs.example\n',
};

describe("a name that the user's file and a project's file give", () => {
  it("is the user's", async () => {
    const home = createHome(files);
    expect((await resolveTarget('team', home)).info.location).toBe('https://team.example');
    const named = createHome({
      ...files,
      'project/runlens.config.yaml': `target: team\n${files['project/runlens.config.yaml']}`,
    });
    expect((await resolveTarget(undefined, named)).info.location).toBe('https://team.example');
    expect((await resolveHistory({}, named)).target.info.location).toBe('https://team.example');
  });

  it('is listed with the file it is from, and the other as passed over', async () => {
    const listed = await listTargets(undefined, createHome(files));
    expect(listed.map(({ name, location, from, problem }) => ({ name, location, from, problem }))).toEqual([
      { name: 'theirs', location: 'https://theirs.example', from: './runlens.config.yaml' },
      {
        name: 'team',
        location: 'https://…',
        from: './runlens.config.yaml',
        problem: 'passed over (./runlens.config.yaml): ~/config/config.yaml names "team" too',
      },
      { name: 'team', location: 'https://team.example', from: '~/config/config.yaml' },
    ]);
  });
});

describe("a name of a project's file", () => {
  const namesOf = async (yaml: string) => {
    const [project] = await readConfigs(createHome({ 'project/runlens.config.yaml': yaml }));
    return [Object.keys(project?.targets ?? {}), project?.warnings];
  };

  it.each([
    '-x',
    '--insecure',
    'runs.db',
    'restate:',
    'localhost:4777',
    '~x',
    '"a\\e[31mb"',
    '" a"',
    '"a\\nb"',
  ])('is ignored where it would mean something else: %s', async name => {
    expect(
      await namesOf(
        `targets:\n  ${name.startsWith('"') ? name : JSON.stringify(name)}: ./a.db\n  ok: ./b.db\n`,
      ),
    ).toEqual([['ok'], [expect.stringContaining('cannot be the name of a target and is ignored')]]);
  });

  it('is listed with the number of the others that are ignored', async () => {
    expect(await namesOf('targets:\n  -x: ./a.db\n  -y: ./a.db\n')).toEqual([
      [],
      [expect.stringMatching(/"-x" and 1 more cannot be names of targets and are ignored$/)],
    ]);
  });

  it.each(['local', 'all', 'demo', 'toString', 'Équipe 7'])('may be %s', async name => {
    expect(await namesOf(`targets:\n  ${name}: ./a.db\n`)).toEqual([[name], []]);
  });

  it('cannot be __proto__', async () => {
    await readConfigs(
      createHome({ 'project/runlens.config.yaml': 'targets:\n  __proto__: { location: x }\n' }),
    );
    expect({}).not.toHaveProperty('location');
  });
});
