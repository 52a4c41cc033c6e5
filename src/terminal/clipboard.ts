import { spawn } from 'node:child_process';
import type { Environment } from '../model/environment.ts';
import type { CopyOutcome } from '../model/report/copy-outcome.ts';
import { endAtExit } from '../programs/end-at-exit.ts';
import { writeTemporaryFile } from './temporary-file.ts';

export type CopyOptions = {
  readonly env: Environment;
  readonly write: (sequence: string) => void;
  readonly platform?: NodeJS.Platform;
  readonly timeoutMs?: number;
};

/** The longest Base64 text that every terminal with OSC 52 accepts. */
const largestOsc52Bytes = 74_994;
const defaultTimeoutMs = 3_000;

async function feedFirst(
  tools: readonly ClipboardTool[],
  text: string | Uint8Array,
  options: CopyOptions,
): Promise<string | undefined> {
  for (const tool of tools) if (await feedTool(tool, text, options)) return tool.program;
  return undefined;
}

/** GNU screen, the Linux console and dumb terminals have no OSC 52, and tmux drops it by default. */
function hasOsc52(env: Environment): boolean {
  return !env.TMUX && !env.STY && env.TERM !== 'linux' && env.TERM !== 'dumb';
}

export async function copyText(text: string | Uint8Array, options: CopyOptions): Promise<CopyOutcome> {
  const { env, write, platform = process.platform } = options;
  const bytes = typeof text === 'string' ? Buffer.byteLength(text) : text.length;
  const native = await feedFirst(nativeTools(env, platform), text, options);
  if (native !== undefined) return { route: 'native', bytes, confirmed: true, tool: native };
  const tmux = env.TMUX ? await feedFirst(tmuxTools, text, options) : undefined;
  if (tmux !== undefined) return { route: 'tmux', bytes, confirmed: true, tool: tmux };
  if (hasOsc52(env) && Math.ceil(bytes / 3) * 4 <= largestOsc52Bytes) {
    write(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`);
    return { route: 'osc52', bytes, confirmed: false };
  }
  return { route: 'file', bytes, confirmed: true, path: await writeTemporaryFile('copied.txt', text) };
}

type ClipboardTool = {
  readonly program: string;
  readonly args: readonly string[];
  readonly isBase64?: true;
};

function tool(program: string, ...args: readonly string[]): ClipboardTool {
  return { program, args };
}

/** `clip.exe` guesses the encoding of what it reads; Base64 leaves nothing to guess. */
const windowsTool: ClipboardTool = {
  program: 'powershell.exe',
  args: [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    'Set-Clipboard -Value ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Console]::In.ReadToEnd())))',
  ],
  isBase64: true,
};

/** The programs that may reach the clipboard of the user's screen; none over SSH. */
function nativeTools(env: Environment, platform: NodeJS.Platform): readonly ClipboardTool[] {
  if (env.SSH_CONNECTION || env.SSH_TTY) return [];
  if (platform === 'darwin') return [tool('pbcopy')];
  if (platform === 'win32') return [windowsTool];
  const tools: ClipboardTool[] = [];
  if (env.WAYLAND_DISPLAY) tools.push(tool('wl-copy'));
  if (env.DISPLAY) {
    tools.push(tool('xclip', '-selection', 'clipboard'), tool('xsel', '--clipboard', '--input'));
  }
  if (env.WSL_DISTRO_NAME) tools.push(windowsTool);
  return tools;
}

/** `-w` also passes the text to the terminal around tmux; before 3.2, tmux knows only its own buffer. */
const tmuxTools: readonly ClipboardTool[] = [
  tool('tmux', 'load-buffer', '-w', '-'),
  tool('tmux', 'load-buffer', '-'),
];

/**
 * Resolves with whether the program read all of the text and exited with 0. One that serves the clipboard in
 * the background keeps its pipes open, so only the exit of the started process counts.
 */
function feedTool(
  { program, args, isBase64 }: ClipboardTool,
  text: string | Uint8Array,
  { env, timeoutMs = defaultTimeoutMs }: CopyOptions,
): Promise<boolean> {
  return new Promise<boolean>(resolve => {
    const child = spawn(program, args, {
      env: { ...env },
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      // In a session of its own, the program that serves the clipboard outlives this terminal.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    // Ends a program that hangs; the one that serves the clipboard is another process by then.
    endAtExit(child, { isGroup: false });
    // Before stdin is used: a program that cannot be started may have none.
    child.on('error', () => resolve(false));
    let isTaken = false;
    child.stdin.on('finish', () => {
      isTaken = true;
    });
    child.stdin.on('error', () => {
      isTaken = false;
    });
    child.on('exit', code => resolve(isTaken && code === 0));
    child.stdin.end(isBase64 ? Buffer.from(text).toString('base64') : text);
  }).catch(() => false);
}
