import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { startProgram } from '../pty/program.ts';
import { isThorough } from '../trials.ts';
import { copyRepository, runIn } from './copied-repository.ts';
import { programForPages } from './program-for-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'runlens-one-file-'));
const made = join(folder, 'copy', 'release');
const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version;
const file = join(made, `runlens-${version}-linux-x64`);
const isHere = process.platform === 'linux' && process.arch === 'x64';
let printed = '';

afterAll(() => rmSync(folder, { recursive: true }));

describe.runIf(isThorough && isHere)('a release', () => {
  beforeAll(() => {
    copyRepository(join(folder, 'copy'));
    printed = runIn(folder, join(folder, 'copy'), 'npm', 'run', '--silent', 'release', '--', 'linux-x64');
  });

  test('says what was built and what was run, and has the sum of each file', () => {
    expect(printed).toMatch(/linux-x64: \d{3} MB, built, and run once \(--version\)/u);
    const sums = readFileSync(join(made, 'SHA256SUMS'), 'utf8').trim().split('\n');
    const names = readdirSync(made).filter(name => name !== 'downloads' && name !== 'SHA256SUMS');
    expect(sums.map(line => line.split('  ')[1]).sort()).toEqual(names.sort());
    for (const [hash, name = ''] of sums.map(line => line.split('  ')))
      expect(hash).toBe(
        createHash('sha256')
          .update(readFileSync(join(made, name)))
          .digest('hex'),
      );
  });

  test('has a list of the packages inside, each as the lock file has it, and of Node', () => {
    const { components } = JSON.parse(readFileSync(join(made, `runlens-${version}.cdx.json`), 'utf8'));
    const notices = readFileSync(join(folder, 'copy', 'dist', 'third-party-notices.txt'), 'utf8');
    const inside = [...notices.matchAll(/^={80}\n(\S+) (\S+) \(/gmu)].map(([, name, at]) => `${name}@${at}`);
    const listed: readonly string[] = components.map(
      (item: { name: string; version: string }) => `${item.name}@${item.version}`,
    );
    expect(listed).toEqual([...inside, `node@${process.versions.node}`]);
    for (const { purl, hashes } of components.slice(0, -1)) {
      expect(purl).toMatch(/^pkg:npm\//u);
      expect(hashes[0].content).toMatch(/^[0-9a-f]{128}$/u);
    }
    expect(readFileSync(join(made, 'LICENSES.txt'), 'utf8')).toContain(
      'Node.js is licensed for use as follows',
    );
  });

  describe('unpacks itself', () => {
    let home = '';
    const place = () => join(home, 'runlens');
    const unpacked = () =>
      join(place(), readdirSync(place()).find(name => name.startsWith('program-')) ?? '');
    const start = (extra = {}) =>
      spawnSync(file, ['--version'], {
        env: isolatedEnvironment({ HOME: home, XDG_CACHE_HOME: home, TMPDIR: home, ...extra }),
        encoding: 'utf8',
      });

    beforeAll(() => {
      home = mkdtempSync(join(folder, 'home-'));
      expect(start().stdout).toBe(`${version}\n`);
    });

    test('into a folder of which the user alone has any right', () => {
      expect(statSync(unpacked()).mode & 0o777).toBe(0o700);
      expect(statSync(join(unpacked(), 'dist', 'screen.js')).mode & 0o777).toBe(0o600);
      expect(readdirSync(place()).filter(name => name.startsWith('unpacking-'))).toEqual([]);
    });

    test.each(['bin/runlens.js', 'dist/commands.cjs', 'dist/sqlite-worker.js'])(
      'again where %s is not as it was',
      name => {
        const path = join(unpacked(), name);
        const before = readFileSync(path);
        const changed = Buffer.from(before);
        changed.write('process.exit(99)//', changed.length - 100);
        writeFileSync(path, changed);
        expect(start()).toMatchObject({ stdout: `${version}\n`, status: 0 });
        expect(readFileSync(path).equals(before)).toBe(true);
        rmSync(path);
        expect(start()).toMatchObject({ stdout: `${version}\n`, status: 0 });
        expect(readFileSync(path).equals(before)).toBe(true);
      },
    );

    test('not into a folder that is open to others, nor through a link', () => {
      const name = basename(unpacked());
      const other = mkdtempSync(join(folder, 'other-'));
      mkdirSync(join(other, 'runlens', name), { recursive: true, mode: 0o777 });
      chmodSync(join(other, 'runlens', name), 0o777);
      const opened = start({ XDG_CACHE_HOME: other, TMPDIR: '/dev/null' });
      expect(opened).toMatchObject({ status: 1, stdout: '' });
      expect(opened.stderr).toContain(`${join(other, 'runlens', name)} is open to other users`);
      expect(readdirSync(join(other, 'runlens', name))).toEqual([]);
      rmSync(join(other, 'runlens', name), { recursive: true });
      symlinkSync(unpacked(), join(other, 'runlens', name));
      const linked = start({ XDG_CACHE_HOME: other, TMPDIR: '/dev/null' });
      expect(linked.stderr).toContain(`${join(other, 'runlens', name)} is not a folder`);
    });

    test('not into a folder that somebody else made', ({ skip }) => {
      skip(process.getuid?.() !== 0, 'only root can make a folder for somebody else');
      const other = mkdtempSync(join(folder, 'strange-'));
      mkdirSync(join(other, 'runlens', basename(unpacked())), { recursive: true, mode: 0o700 });
      chownSync(join(other, 'runlens', basename(unpacked())), 12_345, 12_345);
      const { status, stderr } = start({ XDG_CACHE_HOME: other, TMPDIR: '/dev/null' });
      expect(status).toBe(1);
      expect(stderr).toContain('belongs to another user');
      expect(start({ XDG_CACHE_HOME: other }).stdout).toBe(`${version}\n`);
      expect(readdirSync(join(home, 'runlens-0'))).toContain(basename(unpacked()));
    });

    test('once, however many start at the same time', async () => {
      const other = mkdtempSync(join(folder, 'crowd-'));
      const env = isolatedEnvironment({ HOME: other, XDG_CACHE_HOME: other });
      const starts = Array.from({ length: 5 }, () => {
        const child = spawn(file, ['--version'], { env, stdio: 'ignore' });
        return new Promise(resolve => child.once('exit', resolve));
      });
      expect(await Promise.all(starts)).toEqual([0, 0, 0, 0, 0]);
      expect(readdirSync(join(other, 'runlens')).filter(name => !/^[0-9a-f]{16}-/u.test(name))).toHaveLength(
        1,
      );
    });
  });

  describe.runIf(process.getuid?.() === 0)(
    'in a root with glibc, libstdc++, /dev/null and one writable folder',
    () => {
      const place = join(folder, 'root');
      const inside = ['--userspec=1000:1000', place, '/bin/runlens'];
      const env = {
        PATH: process.env['PATH'] ?? '',
        HOME: '/home',
        TMPDIR: '/home',
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
        TZ: 'UTC',
      };
      const chroot =
        ['/usr/sbin/chroot', '/usr/bin/chroot'].find(path => statSync(path, { throwIfNoEntry: false })) ??
        'chroot';
      const run = (...args: readonly string[]) =>
        spawnSync(chroot, [...inside, ...args], { env, encoding: 'utf8', input: '' });
      const json = (...args: readonly string[]) =>
        JSON.parse(run(...args, '--target', '/home/r.db', '--json').stdout);

      beforeAll(() => {
        chmodSync(folder, 0o755);
        mkdirSync(join(place, 'home'), { recursive: true });
        mkdirSync(join(place, 'dev'));
        mkdirSync(join(place, 'bin'));
        execFileSync('mknod', ['-m', '666', join(place, 'dev', 'null'), 'c', '1', '3']);
        const libraries = execFileSync('ldd', [file], { encoding: 'utf8' }).match(/\/\S+\.so\S*/gu) ?? [];
        for (const path of libraries) {
          expect(basename(path)).toMatch(/^(?:ld-linux|lib(?:c|m|dl|pthread|stdc\+\+|gcc_s)\.so)/u);
          mkdirSync(dirname(join(place, path)), { recursive: true });
          copyFileSync(path, join(place, path));
        }
        copyFileSync(file, join(place, 'bin', 'runlens'));
        chownSync(join(place, 'home'), 1_000, 1_000);
        chmodSync(join(place, 'home'), 0o700);
        expect(run('demo', '--static', '--size', '150', '--out', '/home/r.db').status).toBe(0);
      });

      /** Command lines, and their exit codes where they are not 0. */
      function lines(
        run: string,
        failure: string,
        token: string,
      ): Readonly<Record<string, readonly [string, number?]>> {
        const on = '--target /home/r.db';
        return {
          demo: ['demo --static --size 20'],
          'workflows list': [`workflows list ${on}`],
          'workflows run': [`workflows run signup-pipeline ${on}`, 1],
          'workflows runs list': [`workflows runs list ${on}`],
          'workflows runs get': [`workflows runs get ${run} ${on}`],
          'workflows runs cancel': [`workflows runs cancel demo-running ${on}`],
          'workflows runs act': [`workflows runs act pause ${run} ${on}`, 1],
          'workflows runs retry': [`workflows runs retry ${run} ${on}`, 1],
          'agents list': [`agents list ${on}`],
          'agents sessions list': [`agents sessions list ${on}`],
          'agents sessions get': [`agents sessions get demo-session ${on}`],
          'agents sessions cancel': [`agents sessions cancel demo-session ${on}`],
          'history list': [`history list ${on}`],
          'history get': [`history get ${run} ${on}`],
          'failures list': [`failures list ${on}`],
          'failures get': [`failures get ${failure} ${on}`],
          'failures shared': [`failures shared ${on}`],
          'failures note': [`failures note ${failure} seen ${on}`],
          'failures mute': [`failures mute ${failure} --until 7d ${on}`],
          'failures unmark': [`failures unmark ${failure} ${on}`],
          'case save': [`case save ${run} --file /home/case.json ${on}`],
          acts: ['acts -o json'],
          explain: [`explain ${run} ${on}`],
          diff: [`diff ${run} ${on}`],
          report: [`report ${run} -o /home/report.html ${on}`],
          'report diff': [`report diff ${run} -o /home/diff.html ${on}`],
          'targets list': ['targets list'],
          'targets use': ['targets use /home/r.db'],
          'targets test': ['targets test /home/r.db'],
          prune: [`prune --older-than 1d --dry-run ${on}`],
          'serve token add': ['serve token add --name other --scope read --store /home/r.db'],
          'serve token list': ['serve token list --store /home/r.db'],
          'serve token revoke': [`serve token revoke ${token} --store /home/r.db`],
          mcp: [`mcp ${on}`],
          completion: ['completion bash'],
        };
      }

      /** Tried below, because they run until they are stopped. */
      const others = ['listen', 'serve', 'watch'];

      test('runs every command', async () => {
        const { id } = json('workflows', 'runs', 'list', '--status', 'failed').data[0];
        const failure = json('failures', 'list').data[0].id;
        const token = /token revoke (\w+)/u.exec(
          run('serve', 'token', 'add', '--name', 'ci', '--scope', 'read', '--store', '/home/r.db').stderr,
        );
        const tried = lines(id, failure, token?.[1] ?? '');
        expect(new Set([...Object.keys(tried), ...others])).toEqual(
          new Set(leavesOf(await programForPages())),
        );
        for (const [line, code = 0] of Object.values(tried)) {
          const { status, stderr } = run(...line.split(' '));
          expect({ line, status, stderr: status === code ? '' : stderr }).toEqual({
            line,
            status: code,
            stderr: '',
          });
          expect(stderr).not.toMatch(/^\s+at /mu);
        }
      });

      test('shows the screen of the demo, whose recorder runs', async () => {
        const command = { command: chroot, columns: 100, rows: 30 };
        const program = startProgram({ ...command, args: [...inside, 'demo', '--size', '60'], env });
        await program.waitFor('q quit');
        await program.waitFor(/All 6[1-9]/u);
        const demo = readdirSync(join(place, 'home')).find(name => name.startsWith('runlens-demo-')) ?? '';
        const watched = await firstOutput('watch', '--target', `/home/${demo}/runs.db`);
        expect(watched).toContain('"status":"');
        program.send('q');
        expect((await program.exited).exitCode).toBe(0);
        await program.close();
      });

      test('receives what programs export', async () => {
        expect(await firstOutput('listen', '--store', '/home/otlp', '--port', '0')).toContain(
          'http://127.0.0.1:',
        );
      });

      test('serves a store', async () => {
        expect(await firstOutput('serve', '--store', '/home/r.db', '--port', '0')).toContain(
          'http://127.0.0.1:',
        );
      });

      /** What a program that runs until it is stopped prints first. */
      async function firstOutput(...args: readonly string[]): Promise<string> {
        const child = spawn(chroot, [...inside, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
        const ended = new Promise(resolve => child.once('exit', resolve));
        try {
          return await new Promise<string>(resolve => {
            for (const stream of [child.stdout, child.stderr])
              stream.once('data', data => resolve(String(data)));
            void ended.then(code => resolve(`ended with ${code}`));
          });
        } finally {
          child.kill();
          await ended;
        }
      }
    },
  );
});

/** The words of each command that does something, as they are typed. */
function leavesOf(command: Command, words: readonly string[] = []): readonly string[] {
  return command.commands.flatMap(inside => {
    if (inside.name().startsWith('_') || inside.name() === 'help') return [];
    const path = [...words, inside.name()];
    const under = leavesOf(inside, path);
    return under.length === 0 || ['serve', 'report'].includes(inside.name())
      ? [path.join(' '), ...under]
      : under;
  });
}
