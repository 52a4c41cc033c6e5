import { serveStore } from '../kit/answer-request.ts';
import { toOtlpError } from './files/otlp-files.ts';
import { otlpParts } from './otlp-parts.ts';
import { createIndexedFiles } from './runs/indexed-files.ts';

/** A thread, because a line may hold thousands of spans and is parsed in one go. */
serveStore('otlp', place => otlpParts(createIndexedFiles(place)), toOtlpError);
