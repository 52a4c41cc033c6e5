import { expect, test } from 'vitest';
import { ownFrame } from '../../../src/model/report/own-frame.ts';

test.each([
  [
    'a function of JavaScript, below frames of libraries and of Node',
    'Error: x\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)\n    at /app/node_modules/pg/lib/client.js:12:3\n    at async chargeCard (file:///srv/src/charge.ts:41:9)\n    at main (/srv/src/main.ts:3:1)',
    'chargeCard (/srv/src/charge.ts:41:9)',
  ],
  ['a frame without a name', 'Error: x\n    at /srv/src/charge.ts:41:9', '/srv/src/charge.ts:41:9'],
  [
    'a path of Windows with a blank',
    'Error: x\n    at run (C:\\My Work\\charge.js:4:9)',
    'run (C:\\My Work\\charge.js:4:9)',
  ],
  [
    'the innermost frame of Python, which is the last one',
    'Traceback (most recent call last):\n  File "/srv/main.py", line 3, in <module>\n    main()\n  File "/srv/charge.py", line 41, in charge\n    post()\n  File "/srv/venv/lib/python3.12/site-packages/requests/api.py", line 59, in request\nrequests.ConnectionError: refused',
    'charge (/srv/charge.py:41)',
  ],
  [
    'a class of Java',
    'java.net.ConnectException: refused\n\tat java.base/sun.nio.ch.Net.connect(Net.java:12)\n\tat java.net.Socket.connect(Socket.java:9)\n\tat shop.Charge.run(Charge.java:41)',
    'shop.Charge.run (Charge.java:41)',
  ],
  [
    'nothing where all frames are of libraries',
    'Error: x\n    at a (/app/node_modules/b/c.js:1:2)',
    undefined,
  ],
  ['nothing in a text without frames', 'failed at 12:30:41', undefined],
  ['nothing without a stack', '', undefined],
])('finds %s', (_, stack, frame) => {
  expect(ownFrame(stack)).toBe(frame);
});
