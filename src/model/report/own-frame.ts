import { cutText } from '../text/cut-text.ts';
import { recorderPath } from './shown-stack.ts';

/**
 * The innermost frame outside libraries and the runtime: `chargeCard (src/charge.ts:41:9)` of JavaScript,
 * `charge (app/charge.py:41)` of Python, `shop.Charge.run (Charge.java:41)` of Java.
 */
export function ownFrame(stack: string): string | undefined {
  const lines = cutText(stack, longestStack).split('\n');
  const python = lines.map(pythonFrame).findLast(frame => frame !== undefined);
  return python ?? lines.map(scriptFrame).find(frame => frame !== undefined);
}

const longestStack = 50_000;

/** `  File "/srv/app/charge.py", line 41, in charge` */
const pythonLine = /^\s*File "([^"]+)", line (\d+)(?:, in (\S+))?/u;
const pythonLibrary = /[/\\](?:site-packages|dist-packages|lib[/\\]python[\d.]*)[/\\]|^<(?!stdin>)/u;

function pythonFrame(line: string): string | undefined {
  const [, path = '', number, name = ''] = pythonLine.exec(line) ?? [];
  if (path === '' || pythonLibrary.test(path)) return undefined;
  return frameText(name, `${path}:${number}`);
}

/** `at async chargeCard (/srv/charge.ts:41:9)`, `at shop.Charge.run(Charge.java:41)`, `at /srv/a.js:1:2` */
const scriptLine = /^\s*at (?:async )?(?:(.+?) ?\(([^()]+:\d+(?::\d+)?)\)|(\S+:\d+:\d+))\s*$/u;
const scriptLibrary = /(?:^|[/\\])node_modules[/\\]|^node:|^internal\/|^native\b/u;
const javaLibrary = /^(?:java|javax|jdk|sun|jakarta|kotlin|scala)\./u;

function scriptFrame(line: string): string | undefined {
  const [, name = '', named = '', bare = ''] = scriptLine.exec(line) ?? [];
  const place = named || bare;
  if (place === '' || scriptLibrary.test(place) || place.includes(`${recorderPath}:`)) return undefined;
  return javaLibrary.test(name) ? undefined : frameText(name, place);
}

function frameText(name: string, place: string): string {
  const path = place.replace(/^file:\/\//u, '');
  return name === '' || name === '<module>' ? path : `${name} (${path})`;
}
