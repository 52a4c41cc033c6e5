import { basename, dirname, join } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { addressPath, readStart } from '../address-path.ts';
import { fileEngine, isFile, startOfFile } from '../file-engine.ts';
import { compressionOf, filesOf } from './files/otlp-files.ts';
import { holdsMetrics, looksLikeOtlp } from './files/otlp-line.ts';

const headBytes = 64 * 1024;
/** What `runlens listen` writes. */
const receivedFolder = join('.runlens', 'otlp');
const tracesName = 'traces.jsonl';
/** The Collector's examples use `.json`. */
const endings = ['.jsonl', '.ndjson', '.json'];

const engine = fileEngine({
  kind: 'otlp',
  ending: /\.(?:jsonl|ndjson|json)$/,
  hint: 'write otlp:traces.jsonl, or otlp: and the folder of such files',
  recognize: path => (isOtlpFile(path) || isOtlpFolder(path) ? path : undefined),
  whyNot: path => (hasEnding(path) && isFile(path) && !isOtlpFile(path) ? whyNotOtlp(path) : undefined),
  detectedNames: [tracesName],
  detect(folder) {
    const received = join(folder, receivedFolder);
    if (isOtlpFolder(received)) return { place: received };
    const path = join(folder, tracesName);
    return isOtlpFile(path) ? { place: path } : undefined;
  },
  open: async options => (await import('./open-otlp-store.ts')).openOtlpStore(options),
});

/** Files with one OTLP/JSON object per line, as OpenTelemetry's file exporters write them. */
export const otlpEngine: Engine = {
  ...engine,
  locate(text, where) {
    const place = engine.locate(text, where);
    if (!isFolderWithoutFiles(place)) return place;
    throw new InspectorError('usage', `the folder ${addressPath(text)} holds no .jsonl file`, {
      hint: 'name a .jsonl file that an OTLP file exporter writes, or the folder of such files',
    });
  },
  nameOf(place) {
    const name = engine.nameOf(place);
    return name === 'traces' ? basename(dirname(place)).replaceAll(',', '_') || 'otlp' : name;
  },
};

function isOtlpFile(path: string): boolean {
  return hasEnding(path) && looksLikeOtlp(startOfFile(path, headBytes));
}

function hasEnding(path: string): boolean {
  return endings.some(ending => path.toLowerCase().endsWith(ending));
}

function whyNotOtlp(path: string): string | undefined {
  try {
    const head = readStart(path, headBytes);
    if (head === '') return 'it is empty';
    const compression = compressionOf(readStart(path, 4, 'latin1'));
    if (compression !== undefined) return `it is compressed with ${compression}`;
    if (holdsMetrics(head)) return 'it holds metrics, and runs are made of spans';
    return 'it does not begin with a line of OTLP/JSON';
  } catch {
    return undefined;
  }
}

const maxFiles = 20;

function isOtlpFolder(path: string): boolean {
  try {
    return filesOf(path).slice(0, maxFiles).some(isOtlpFile);
  } catch {
    return false;
  }
}

/** Opening a folder that cannot be read reports the error. */
function isFolderWithoutFiles(path: string): boolean {
  try {
    return filesOf(path).length === 0;
  } catch {
    return false;
  }
}
