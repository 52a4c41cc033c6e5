import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { saveTarget, setTargetLine } from '../../src/targets/save-target.ts';
import { targetKey } from '../../src/targets/target.ts';
import { createHome } from './temporary-home.ts';

describe('saveTarget', () => {
  it('writes a location into the user configuration, which then wins over what is found', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '', 'other/runs.db': '' });
    await saveTarget('../other/runs.db', home);
    const target = await resolveTarget(undefined, home);
    expect(targetKey(target)).toBe(home.path('other/runs.db'));
    expect(statSync(home.path('config/config.yaml')).mode & 0o777).toBe(0o600);
  });

  it('keeps the rest of the file, comments too', async () => {
    const yaml = '# mine\ntarget: old # no more\ntargets:\n  old: ../a.db\n  new: ../b.db\n';
    const home = createHome({ 'a.db': '', 'b.db': '', 'config/config.yaml': yaml });
    await saveTarget('new', home);
    expect(readFileSync(home.path('config/config.yaml'), 'utf8')).toBe(
      '# mine\ntarget: "new"\ntargets:\n  old: ../a.db\n  new: ../b.db\n',
    );
  });

  it.each([
    ['https://runs.example.com/team/', 'https://runs.example.com/team'],
    ['postgres://ada:pw@db/runs', 'postgres://ada:pw@db/runs'],
    ['mine,https://runs.example.com', 'mine,https://runs.example.com'],
  ])('writes %s so that it holds anywhere', async (text, written) => {
    const home = createHome({ 'a.db': '', 'config/config.yaml': 'targets:\n  mine: ../a.db\n' });
    const target = await saveTarget(text, home);
    expect(readFileSync(home.path('config/config.yaml'), 'utf8')).toMatch(`target: "${written}"\n`);
    expect(target.info.location).not.toContain('pw');
    expect(targetKey(await resolveTarget(undefined, home))).toBe(targetKey(target));
  });

  it('writes a found address as it was named, and never the password beside it', async () => {
    const files = { 'project/.env': 'DATABASE_URL=postgres://ada:s3cret@localhost/shop' };
    const home = createHome(files);
    await saveTarget('postgres://localhost/shop', home);
    const written = readFileSync(home.path('config/config.yaml'), 'utf8');
    expect(written).toBe('target: "postgres://ada@localhost/shop"\n');
    const other = createHome(files);
    await expect(saveTarget('shop', other)).rejects.toMatchObject({
      kind: 'usage',
      hint: 'name it yourself: runlens targets use "postgres://ada@localhost/shop"',
    });
  });

  it('writes nothing when there is no such target', async () => {
    const home = createHome({ 'config/config.yaml': 'target: ../a.db\n', 'a.db': '' });
    await expect(saveTarget('nope', home)).rejects.toMatchObject({ kind: 'usage' });
    expect(readFileSync(home.path('config/config.yaml'), 'utf8')).toBe('target: ../a.db\n');
  });
});

describe('setTargetLine', () => {
  it.each([
    ['', 'target: "x"\n'],
    ['targets:\n  target: a\n', 'target: "x"\ntargets:\n  target: a\n'],
    ['---\ntargets: {}\n', '---\ntarget: "x"\ntargets: {}\n'],
    ['target: $&\n', 'target: "x"\n'],
    ['"target": a\ncloud: b\n', 'target: "x"\ncloud: b\n'],
    ["'target' : a\n", 'target: "x"\n'],
    ['target: >-\n  a\n  b\ncloud: c\n', 'target: "x"\ncloud: c\n'],
    ['target:\n  a\n', 'target: "x"\n'],
    ['target: a,\n  b\ncloud: c\n', 'target: "x"\ncloud: c\n'],
    ['target: "a,\r\n  b"\r\ncloud: c\r\n', 'target: "x"\r\ncloud: c\r\n'],
    ['target: >- # both\n  a,\n\n  b\n\ncloud: c\n', 'target: "x"\n\ncloud: c\n'],
    ['target: a\n  # a note\ncloud: c\n', 'target: "x"\n  # a note\ncloud: c\n'],
    ['target: a\n# a note\ntargets:\n  target: a\n', 'target: "x"\n# a note\ntargets:\n  target: a\n'],
  ])('sets it in %j', (before, after) => expect(setTargetLine(before, 'x')).toBe(after));
});
