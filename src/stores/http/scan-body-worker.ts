import { serveThread } from '../../async/serve-thread.ts';
import { scanPayload } from '../../model/payload/lazy/scan-payload.ts';
import type { ScanRequest } from './read-lazily.ts';

serveThread<ScanRequest>(
  () => request => scanPayload(request.bytes),
  error => error,
);
