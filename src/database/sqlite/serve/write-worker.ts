import { type AnswersOf, answerBy, type RequestsOf, serveThread } from '../../../async/serve-thread.ts';
import type { Thread } from '../../../async/thread.ts';
import { createReplaceableFile } from '../replaceable-file.ts';
import { toStoreError } from '../store-error.ts';
import { openServerWriter } from './server-writer.ts';

type Answerers = ReturnType<typeof openServerWriter>['answers'];

export type WriteRequest = { readonly type: 'open' } | { readonly type: 'close' } | RequestsOf<Answerers>;
export type WriteAnswers = AnswersOf<Answerers> & Readonly<Record<'open' | 'close', void>>;
export type AskWriter = Thread<WriteRequest, WriteAnswers>['ask'];

serveThread<WriteRequest>(path => {
  const store = createReplaceableFile(
    path,
    () => openServerWriter(path),
    writer => writer.close(),
  );
  return (request, signal, report) => {
    if (request.type === 'open') return void store.open();
    if (request.type === 'close') return store.close();
    return answerBy(store.current().answers)(request, signal, report);
  };
}, toStoreError);
