import { serveThread } from '../../../async/serve-thread.ts';
import { openReadable } from '../open-database.ts';
import { createReader, type Reader } from '../read/reader.ts';
import { toStoreError } from '../sqlite-error.ts';
import { createGroupCommit } from './group-commit.ts';
import { answer, type Request } from './requests.ts';
import { createWrites } from './writes.ts';

const busyTimeoutMs = 3_000;

serveThread<Request>(path => {
  let reader: Reader | undefined;
  const commit = createGroupCommit(path, createWrites);
  return (request, signal, report) => {
    reader ??= createReader(openReadable(path, busyTimeoutMs));
    return answer(request, { reader, commit, signal, report });
  };
}, toStoreError);
