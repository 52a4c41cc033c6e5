export type Recent<T> = { readonly etag: string; readonly value: T; readonly bytes: number };

/** The last answers to questions of one kind, by question; bounded in number and in bytes. */
export type RecentAnswers<T> = {
  readonly find: (question: string) => Recent<T> | undefined;
  readonly keep: (question: string, recent: Recent<T>) => void;
};

const mostAnswers = 32;
const mostBytes = 8 * 1_024 * 1_024;
/** One large run must not push everything else out. */
const mostBytesEach = 2 * 1_024 * 1_024;

export function createRecentAnswers<T>(): RecentAnswers<T> {
  const answers = new Map<string, Recent<T>>();
  let bytes = 0;
  const drop = (question: string): Recent<T> | undefined => {
    const recent = answers.get(question);
    if (recent && answers.delete(question)) bytes -= recent.bytes;
    return recent;
  };
  const keep = (question: string, recent: Recent<T>): void => {
    drop(question);
    if (recent.bytes > mostBytesEach) return;
    answers.set(question, recent);
    bytes += recent.bytes;
    for (const oldest of answers.keys()) {
      if (answers.size <= mostAnswers && bytes <= mostBytes) break;
      drop(oldest);
    }
  };
  const find = (question: string): Recent<T> | undefined => {
    const recent = drop(question);
    if (recent) keep(question, recent);
    return recent;
  };
  return { find, keep };
}
