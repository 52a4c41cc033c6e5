import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CopyOptions, copyText } from '../../src/terminal/clipboard.ts';
import { inTime, scaleToLoad } from '../in-time.ts';

const text = 'naïve "quotes" $HOME `x`\n世界 👩‍🚀\ttab\r\nno newline at the end';
let folder: string;
let written: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-test-'));
  written = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program on the PATH that keeps what it reads, and how it was called. */
function installTool(name: string, ending = ''): { received: () => Buffer; args: () => string } {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho "$*" > "$0.args"\n/bin/cat > "$0.in"\n${ending}\n`);
  chmodSync(path, 0o755);
  return {
    received: () => readFileSync(`${path}.in`),
    args: () => readFileSync(`${path}.args`, 'utf8').trim(),
  };
}

function copy(copied: string, env: CopyOptions['env'], rest: Partial<CopyOptions> = {}) {
  return copyText(copied, {
    env: { PATH: folder, ...env },
    write: sequence => written.push(sequence),
    platform: 'linux',
    ...rest,
  });
}

describe('native route', () => {
  const tools = [
    { name: 'wl-copy', env: { WAYLAND_DISPLAY: 'wayland-0' }, platform: 'linux', args: '' },
    { name: 'xclip', env: { DISPLAY: ':0' }, platform: 'linux', args: '-selection clipboard' },
    { name: 'xsel', env: { DISPLAY: ':0' }, platform: 'linux', args: '--clipboard --input' },
    { name: 'pbcopy', env: {}, platform: 'darwin', args: '' },
  ] as const;
  test.each(tools)('hands $name exactly the bytes', async ({ name, env, platform, args }) => {
    const tool = installTool(name);
    expect(await copy(text, env, { platform })).toEqual({
      route: 'native',
      bytes: Buffer.byteLength(text),
      confirmed: true,
      tool: name,
    });
    expect(tool.received().equals(Buffer.from(text))).toBe(true);
    expect(tool.args()).toBe(args);
    expect(written).toEqual([]);
  });

  test('hands Windows the bytes in a form that its code page cannot change', async () => {
    const tool = installTool('powershell.exe');
    expect(await copy(text, { WSL_DISTRO_NAME: 'Debian' })).toMatchObject({
      route: 'native',
      tool: 'powershell.exe',
    });
    expect(Buffer.from(tool.received().toString(), 'base64').equals(Buffer.from(text))).toBe(true);
  });

  test('takes a megabyte', async () => {
    const tool = installTool('xclip');
    const large = 'é'.repeat(500_000);
    expect(await copy(large, { DISPLAY: ':0' })).toMatchObject({ bytes: 1_000_000, route: 'native' });
    expect(tool.received().toString()).toBe(large);
  });

  test('does not wait for a tool that stays behind to serve the clipboard', inTime, async () => {
    installTool('xclip', '(trap "" HUP; exec /bin/sleep 3) &');
    const start = performance.now();
    expect(await copy(text, { DISPLAY: ':0' })).toMatchObject({ tool: 'xclip' });
    expect(performance.now() - start).toBeLessThan(scaleToLoad(2_000));
  });

  test('is not taken over SSH, where it would be the wrong machine', async () => {
    installTool('xclip');
    const outcome = await copy(text, { DISPLAY: ':10', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' });
    expect(outcome.route).toBe('osc52');
  });

  test.each([
    ['fails', 'exit 1'],
    ['hangs', 'exec /bin/sleep 20'],
  ])('falls to the next route when the tool %s', async (_how, ending) => {
    installTool('wl-copy', ending);
    const second = installTool('xclip');
    const outcome = await copy(text, { WAYLAND_DISPLAY: 'w', DISPLAY: ':0' }, { timeoutMs: 200 });
    expect(outcome.tool).toBe('xclip');
    expect(second.received().toString()).toBe(text);
  });
});

describe('OSC 52', () => {
  test('carries the text as Base64 and is not called confirmed', async () => {
    expect(await copy(text, {})).toEqual({
      route: 'osc52',
      bytes: Buffer.byteLength(text),
      confirmed: false,
    });
    const [, encoded = ''] = /^\u001B\]52;c;([A-Za-z0-9+/=]*)\u0007$/.exec(written.join('')) ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe(text);
  });

  test('takes as much as every terminal does; one byte more goes to a file, whole', async () => {
    const largest = 'x'.repeat(56_244);
    expect((await copy(largest, {})).route).toBe('osc52');
    const outcome = await copy(`${largest}xx`, {});
    expect(outcome).toMatchObject({ route: 'file', bytes: 56_246, confirmed: true });
    expect(readFileSync(outcome.path ?? '', 'utf8')).toBe(`${largest}xx`);
    rmSync(dirname(outcome.path ?? ''), { recursive: true });
  });

  test.each([
    ['GNU screen', { STY: '1.pts' }],
    ['a dumb terminal', { TERM: 'dumb' }],
    ['tmux without its program', { TMUX: '/nowhere,1,0' }],
  ])('is not tried in %s, where it would vanish; the file is private', async (_where, env) => {
    const outcome = await copy(text, env);
    expect(outcome.route).toBe('file');
    const path = outcome.path ?? '';
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(written).toEqual([]);
    rmSync(dirname(path), { recursive: true });
  });
});

const hasTmux = ['/usr/bin/tmux', '/usr/local/bin/tmux', '/opt/homebrew/bin/tmux'].some(existsSync);

describe('tmux', () => {
  let short: string;
  let socket: string;
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { env: { ...process.env, TMUX: '' } });

  beforeEach(({ skip }) => {
    skip(!hasTmux, 'tmux is not installed');
    // A socket's path has at most some hundred bytes, which a folder for temporary files may exceed.
    short = mkdtempSync('/tmp/runlens-');
    socket = join(short, 'tmux.sock');
    tmux('new-session', '-d', '-x', '80', '-y', '24', 'cat');
  });
  afterEach(() => {
    if (!hasTmux) return;
    tmux('kill-server');
    rmSync(short, { recursive: true, force: true });
  });

  test.each([
    ['a text', text],
    ['more than OSC 52 could carry', 'long line 世\n'.repeat(20_000)],
  ])('holds exactly the bytes of %s', async (_what, copied) => {
    const pid = tmux('display-message', '-p', '#{pid}').toString().trim();
    const outcome = await copy(copied, { PATH: process.env.PATH, TMUX: `${socket},${pid},0` });
    expect(outcome).toEqual({
      route: 'tmux',
      bytes: Buffer.byteLength(copied),
      confirmed: true,
      tool: 'tmux',
    });
    expect(tmux('save-buffer', '-').equals(Buffer.from(copied))).toBe(true);
  });
});
