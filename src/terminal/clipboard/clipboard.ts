import type { Environment } from '../../model/environment.ts';
import { writeTemporaryFile } from '../temporary-file.ts';
import { type ClipboardTool, nativeTools, tmuxTools } from './clipboard-tools.ts';
import { feedProgram } from './feed-program.ts';

export type CopyOptions = {
  readonly env: Environment;
  readonly write: (sequence: string) => void;
  readonly platform?: NodeJS.Platform;
  readonly timeoutMs?: number;
};

/** How a text was copied. `confirmed` is false where it cannot be known whether it arrived. */
export type CopyOutcome = {
  readonly route: 'native' | 'tmux' | 'osc52' | 'file';
  readonly bytes: number;
  readonly confirmed: boolean;
  readonly tool?: string;
  /** Readable by this user alone. */
  readonly path?: string;
};

/** The longest Base64 text that every terminal with OSC 52 accepts. */
const largestOsc52Bytes = 74_994;
const defaultTimeoutMs = 3_000;

async function feedFirst(
  tools: readonly ClipboardTool[],
  text: string | Uint8Array,
  { env, timeoutMs = defaultTimeoutMs }: CopyOptions,
): Promise<string | undefined> {
  for (const { program, args, encode } of tools) {
    if (await feedProgram(encode(text), { program, args, env, timeoutMs })) return program;
  }
  return undefined;
}

/** GNU screen, the Linux console and dumb terminals have no OSC 52, and tmux drops it by default. */
function hasOsc52(env: Environment): boolean {
  return !env.TMUX && !env.STY && env.TERM !== 'linux' && env.TERM !== 'dumb';
}

/** Copies a whole text by the first route that works: the machine's clipboard, tmux, OSC 52, a file. */
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
