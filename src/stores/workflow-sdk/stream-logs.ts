import { join } from 'node:path';
import { toJsonText } from '../../model/payload/payload-text.ts';
import type { Log } from '../../model/run.ts';
import type { Signal } from '../scanned/run-source.ts';
import { createTurns } from '../scanned/take-turns.ts';
import { isRecord } from '../stored-run.ts';
import { keepBytes } from './byte-types.ts';
import { folders, readJsonNow, readWhole } from './data-files.ts';
import { bytesOf, decodeBytes } from './decode-payload.ts';
import { isFileId, parseFileName, ulidTime } from './file-name.ts';
import { createNameGroups } from './name-groups.ts';
import type { StepRecord } from './records.ts';
import type { RunFile } from './run-file.ts';

export type StreamLogs = {
  /** What the steps of a run wrote to its streams, as logs, oldest first. */
  readonly read: (
    file: RunFile,
    options: { readonly steps: readonly StepRecord[] } & Signal,
  ) => Promise<readonly Log[]>;
};

/**
 * A chunk's file has one byte that tells data from the end of the stream, then values, each after its length, or bytes as they are.
 * Of streams that are first written to at the same time the engine lists one alone: others are known by their names, or by the
 * outputs of the steps that gave them.
 */
export function createStreamLogs(dataFolder: string): StreamLogs {
  const folder = join(dataFolder, folders.chunks);
  const chunkNames = createNameGroups(folder);
  return {
    read: async ({ id, tag }, { steps, signal }) => {
      await chunkNames.refresh(signal);
      const turns = createTurns(signal);
      const streams = new Set(streamsOf(join(dataFolder, folders.streams), id, tag));
      for (const { output } of steps) {
        for (const name of streamsNamedIn(output)) streams.add(name);
        if (turns.isDue()) await turns.take();
      }
      const ownName = `strm_${id.replace(/^wrun_/, '')}_user`;
      for (const name of chunkNames.groupNames()) {
        if (name === ownName || name.startsWith(`${ownName}_`)) streams.add(name);
      }
      const chunks = [...streams].flatMap(stream =>
        chunkNames.namesOf(stream).flatMap(name => toChunk(name, stream) ?? []),
      );
      const read: (readonly Log[])[] = [];
      for (const chunk of chunks.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        read.push(readChunk(join(folder, chunk.name), chunk));
        if (turns.isDue()) await turns.take();
      }
      return read.flat().sort((a, b) => a.at - b.at);
    },
  };
}

function streamsOf(folder: string, runId: string, tag: string | undefined): readonly string[] {
  const name = tag === undefined ? `${runId}.json` : `${runId}.${tag}.json`;
  const file = readJsonNow(join(folder, name));
  const listed = file.type === 'read' && isRecord(file.value) ? file.value.streams : undefined;
  const streams = Array.isArray(listed) ? listed : [];
  return streams.filter(stream => typeof stream === 'string').filter(isFileId);
}

const streamName = /"(strm_[0-9A-HJKMNP-TV-Z]{26})"/g;

/** Names of streams that a value holds; it is not decoded for that. */
function streamsNamedIn(stored: unknown): readonly string[] {
  const text = bytesOf(stored)?.toString('latin1') ?? '';
  return [...text.matchAll(streamName)].flatMap(([, name]) => name ?? []);
}

type Chunk = { readonly name: string; readonly stream: string; readonly at: number };

function toChunk(name: string, stream: string): Chunk | undefined {
  const at = ulidTime(parseFileName(name)?.id ?? '');
  return at === undefined ? undefined : { name, stream, at };
}

function readChunk(path: string, { stream, at }: Chunk): readonly Log[] {
  const bytes = readNow(path);
  const isData = bytes !== undefined && bytes.length > 1 && bytes[0] === 0;
  if (!isData) return [];
  return valuesIn(bytes.subarray(1)).map(value => ({
    at,
    level: 'info',
    message: typeof value === 'string' ? value : toJsonText(value, { indent: 0 }),
    attributes: { stream },
  }));
}

/** A chunk that cannot be read is left out, as steps and events are. */
function readNow(path: string): Buffer | undefined {
  try {
    return readWhole(path);
  } catch {
    return undefined;
  }
}

const lengthBytes = 4;

function valuesIn(bytes: Buffer): readonly unknown[] {
  const frames = framesIn(bytes);
  return frames ? frames.map(frameValue) : [plainValue(bytes)];
}

/** `undefined` where the bytes are not made of frames, from the first to the last. */
function framesIn(bytes: Buffer): readonly Buffer[] | undefined {
  const frames: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + lengthBytes;
    if (start > bytes.length) return undefined;
    const end = start + bytes.readUInt32BE(at);
    if (end > bytes.length || end === start) return undefined;
    frames.push(bytes.subarray(start, end));
    at = end;
  }
  return frames;
}

function frameValue(frame: Buffer): unknown {
  const format = frame.toString('latin1', 0, 4);
  return format === 'devl' || format === 'encr' ? decodeBytes(frame) : plainValue(frame);
}

/** Bytes that somebody wrote as they are are text, more often than not. */
function plainValue(bytes: Buffer): unknown {
  return textIn(bytes) ?? { $type: 'Uint8Array', ...keepBytes({ base64: bytes.toString('base64') }) };
}

/** Of control characters text has those that end lines, move to a stop, or begin a colour. */
function textIn(bytes: Buffer): string | undefined {
  if (bytes.some(byte => byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
