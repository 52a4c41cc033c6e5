import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../../src/engines/keystroke/open-keystroke-store.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import { listTargets } from '../../../src/targets/list-targets.ts';
import { resolveTarget } from '../../../src/targets/resolve-target.ts';
import { saveTarget } from '../../../src/targets/save-target.ts';
import { targetKey } from '../../../src/targets/target.ts';
import { createHome } from '../../targets/temporary-home.ts';

function createPrograms(...names: readonly string[]) {
  const place = createHome(Object.fromEntries(names.map(name => [name, '#!/bin/sh\nexit 1\n'])));
  for (const name of names) chmodSync(place.path(name), 0o755);
  return place;
}

describe('what an address of the Keystroke command line means', () => {
  it.each([
    ['keystroke:', '', 'keystroke', 'keystroke:'],
    ['keystroke:ks', 'ks', 'ks', 'keystroke:ks'],
    ['keystroke:./bin/ks', 'project/bin/ks', 'ks', 'keystroke:./bin/ks'],
    ['keystroke:~/ks', 'ks', 'ks', 'keystroke:~/ks'],
  ])('reads %s', async (text, path, name, location) => {
    const place = createHome();
    const target = await resolveTarget(text, place);
    const meant = /[./]/.test(text.slice(10)) ? place.path(path) : path;
    expect(targetKey(target)).toBe(`keystroke:${meant}`);
    expect(target.info).toMatchObject({ name, location, kind: 'keystroke' });
    expect(targetKey(await resolveTarget(targetKey(target), place))).toBe(targetKey(target));
  });

  it('is never detected', async () => {
    const place = createPrograms('project/keystroke', 'project/node_modules/.bin/keystroke');
    expect(await listTargets(undefined, place)).toEqual([]);
  });
});

describe('which executable is run', () => {
  const user = { writtenBy: 'user', project: '/nowhere', home: '/home', path: '' } as const;

  it('is the first in PATH that can be run, never one of a relative folder', () => {
    const place = createPrograms('a/keystroke', 'b/keystroke', 'c/other');
    chmodSync(place.path('a/keystroke'), 0o644);
    const path = ['.', '', 'b', place.path('a'), place.path('b')].join(':');
    expect(findProgram({ ...user, place: '', path })).toBe(place.path('b/keystroke'));
    expect(findProgram({ ...user, place: 'other', path: place.path('c') })).toBe(place.path('c/other'));
    expect(() => findProgram({ ...user, place: '', path: '.' })).toThrow(/not installed/);
  });

  it('is the one that the user names', () => {
    const place = createPrograms('a/ks');
    expect(findProgram({ ...user, place: place.path('a/ks') })).toBe(place.path('a/ks'));
    expect(() => findProgram({ ...user, place: place.path('a/none') })).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(/there is no/) }),
    );
    expect(() => findProgram({ ...user, place: place.path('a') })).toThrow(/cannot be run/);
  });

  it('is never one that a project names, nor one inside the project', () => {
    const place = createPrograms('project/bin/keystroke', 'usual/keystroke');
    const path = [place.path('project/bin'), place.path('usual')].join(':');
    for (const named of [place.path('usual/keystroke'), 'keystroke', '']) {
      const wanted = {
        ...user,
        writtenBy: 'project',
        project: place.path('project'),
        place: named,
        path,
      } as const;
      expect(() => findProgram(wanted)).toThrow(/a project's configuration chooses/);
    }
    const own = { ...user, project: place.path('project'), place: '', path };
    expect(findProgram(own)).toBe(place.path('usual/keystroke'));
    expect(() => findProgram({ ...own, path: place.path('project/bin') })).toThrow(/outside the project/);
  });

  it('is never one that a folder above the project has installed, nor one behind a link', () => {
    const place = createPrograms('node_modules/.bin/keystroke', 'project/bin/keystroke', 'usual/keystroke');
    symlinkSync(place.path('project/bin'), place.path('link'));
    const path = [place.path('node_modules/.bin'), place.path('link'), place.path('usual')].join(':');
    expect(findProgram({ ...user, project: place.path('project'), place: '', path })).toBe(
      place.path('usual/keystroke'),
    );
  });

  it('may be in the home of the user who stands in it', () => {
    const place = createPrograms('bin/keystroke');
    const own = { ...user, project: place.home, home: place.home, path: place.path('bin') };
    expect(findProgram({ ...own, place: '' })).toBe(place.path('bin/keystroke'));
  });

  it("is not started by a project's file that names a target of the user", async () => {
    const place = createHome({
      'tools/ks': '',
      'project/runlens.config.yaml': 'target: mine\n',
      'config/config.yaml': 'targets:\n  mine: keystroke:../tools/ks\n',
    });
    chmodSync(place.path('tools/ks'), 0o755);
    await expect(openStore(await resolveTarget(undefined, place))).rejects.toThrow('it is not run');
  });

  it("may be named by the user's configuration and the command line, not by a project's", async () => {
    const files = {
      'tools/ks': '',
      'project/runlens.config.yaml': 'targets:\n  team: keystroke:../tools/ks\n',
      'config/config.yaml': 'targets:\n  mine: keystroke:../tools/ks\n',
    };
    const place = createHome(files);
    chmodSync(place.path('tools/ks'), 0o755);
    await expect(openStore(await resolveTarget('team', place))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/a project's configuration chooses: it is not run$/),
      hint: expect.stringContaining(`--target "keystroke:${place.path('tools/ks')}"`),
    });
    for (const named of ['mine', 'keystroke:../tools/ks']) {
      await (await openStore(await resolveTarget(named, place))).close();
    }
  });

  it("does not become the user's own choice through a name in the project", async () => {
    const place = createHome({ 'project/runlens.config.yaml': 'targets:\n  team: keystroke:./ks\n' });
    const path = place.path('project/ks');
    await expect(saveTarget('team', place)).rejects.toMatchObject({
      kind: 'usage',
      hint: `name it yourself: runlens targets use "keystroke:${path}"`,
    });
    expect(existsSync(await place.userConfigPath())).toBe(false);
    await saveTarget(`keystroke:${path}`, place);
    expect(readFileSync(await place.userConfigPath(), 'utf8')).toContain(`keystroke:${path}`);
  });
});
