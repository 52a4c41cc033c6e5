import { readFileSync } from 'node:fs';
import { isRecord } from '../../model/is-record.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { recorderPath } from '../../model/report/shown-stack.ts';

/**
 * A stack, or JSON text with stacks, in which the recorder's frames are known as such: `file`, where the
 * recorder is, becomes the path that it has where it is installed. A program's own frames stay as they are.
 */
export function withKnownFrames(text: string, file = ownFile()): string {
  if (file === undefined || !text.includes(file)) return text;
  return text.split(file).reduce((before, after) => {
    const isFrame = frameStart.test(before.slice(-longestStart)) && /^:\d+:\d+/u.test(after);
    return before + (isFrame ? recorderPath : file) + after;
  });
}

/** `    at async run (`, up to the place. */
const frameStart = /\bat (?:async |[^()\n\\]*\()?$/u;
const longestStart = 200;

let found: { readonly file: string | undefined } | undefined;

function ownFile(): string | undefined {
  found ??= { file: findOwnFile(import.meta.url) };
  return found.file;
}

/** The address of this file, where it is in the package under another path than the known one. */
function findOwnFile(url: string): string | undefined {
  if (url.endsWith(`/${recorderPath}`)) return undefined;
  try {
    // In a program that bundles the recorder, this file holds the program, too.
    const about = tryParseJson(readFileSync(new URL('../package.json', url), 'utf8'));
    return isRecord(about) && about.name === 'runlens' ? url : undefined;
  } catch {
    return undefined;
  }
}
