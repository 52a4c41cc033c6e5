import type { Environment } from '../../model/environment.ts';
export type ClipboardTool = {
  readonly program: string;
  readonly args: readonly string[];
  readonly encode: (text: string | Uint8Array) => Uint8Array;
};

const toUtf8 = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? Buffer.from(text) : text;

function tool(program: string, ...args: readonly string[]): ClipboardTool {
  return { program, args, encode: toUtf8 };
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
  encode: text => Buffer.from(Buffer.from(text).toString('base64')),
};

/** The programs that could reach the clipboard of the screen in front of the user; none over SSH. */
export function nativeTools(env: Environment, platform: NodeJS.Platform): readonly ClipboardTool[] {
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

/** `-w` also passes the text to the terminal around tmux; tmux before 3.2 knows only its own buffer. */
export const tmuxTools: readonly ClipboardTool[] = [
  tool('tmux', 'load-buffer', '-w', '-'),
  tool('tmux', 'load-buffer', '-'),
];
