import type { Database, Statement } from 'better-sqlite3';
import { keepRecent } from '../../runs/keep-recent.ts';

/** FTS5 merges all payloads with the prefix before it finds the first, and nothing can interrupt that. */
const mostPayloads = 150_000;
const mostMs = 20;
const knownForMs = 60_000;
const maxKnown = 500;

type Known = { readonly isCommon: boolean; readonly at: number };
type TermRow = { readonly doc: number };

/** Whether so many payloads have a word with the prefix that searching `words` for it takes long. */
export function createCommonPrefixes(db: Database): (prefix: string) => boolean {
  const known = keepRecent<string, Known>(maxKnown);
  let terms: Statement<[string, string], TermRow> | undefined;

  /** A table of the connection's own temporary database, so that a reader can make it. */
  function listTerms(): Statement<[string, string], TermRow> {
    db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_terms USING fts5vocab('main', 'words', 'row')");
    return db.prepare('SELECT doc FROM temp.word_terms WHERE term >= ? AND term < ?');
  }

  function isCommon(prefix: string): boolean {
    terms ??= listTerms();
    const endAt = performance.now() + mostMs;
    let payloads = 0;
    for (const { doc } of terms.iterate(prefix, `${prefix}\u{10ffff}`)) {
      payloads += doc;
      if (payloads > mostPayloads || performance.now() > endAt) return true;
    }
    return false;
  }

  return prefix => {
    const at = performance.now();
    const before = known.get(prefix);
    if (before && at - before.at < knownForMs) return before.isCommon;
    const now = { isCommon: isCommon(prefix), at };
    known.set(prefix, now);
    return now.isCommon;
  };
}
