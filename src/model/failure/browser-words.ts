/** Words of several libraries, runtimes or versions for one cause, and one form for all of them. */
export type SameWords = {
  readonly name: string;
  /** Words as they are said, and the form that counts. */
  readonly example: readonly [string, string];
  readonly pattern: RegExp;
  readonly to: string;
};

/** What Firefox and Safari say, in the words of Chrome. */
export const browserWords: readonly SameWords[] = [
  {
    name: 'a property of nothing: Chrome before 92',
    example: [
      "Cannot read property 'total' of undefined",
      "Cannot read properties of undefined (reading 'total')",
    ],
    pattern: /^Cannot read property '(.*)' of (undefined|null)$/u,
    to: "Cannot read properties of $2 (reading '$1')",
  },
  {
    name: 'a property of nothing: Firefox',
    example: [
      'can\'t access property "total", e is undefined',
      "Cannot read properties of undefined (reading 'total')",
    ],
    pattern: /^can't access property "([^"]+)", .* is (undefined|null)$/u,
    to: "Cannot read properties of $2 (reading '$1')",
  },
  {
    name: 'a property of nothing: Safari',
    example: [
      "undefined is not an object (evaluating 'e.cart.total')",
      "Cannot read properties of undefined (reading 'total')",
    ],
    pattern: /^(undefined|null) is not an object \(evaluating '.*?([\w$]+)(?:\([^']*\)| = [^']*)?'\)$/u,
    to: "Cannot read properties of $1 (reading '$2')",
  },
  {
    name: 'a property of nothing, written',
    example: [
      "Cannot set properties of null (setting 'total')",
      "Cannot read properties of null (reading 'total')",
    ],
    pattern: /^Cannot set properties of (undefined|null) \(setting '(.*)'\)$/u,
    to: "Cannot read properties of $1 (reading '$2')",
  },
  {
    name: 'a request',
    example: ['NetworkError when attempting to fetch resource.', 'Failed to fetch'],
    pattern: /^(?:NetworkError when attempting to fetch resource\.?|Failed to fetch \([^)]*\))$/u,
    to: 'Failed to fetch',
  },
  {
    name: 'a request: Safari',
    example: ['Load failed', 'Failed to fetch'],
    pattern: /^Load failed(?: \([^)]*\))?$/u,
    to: 'Failed to fetch',
  },
  {
    name: 'a module',
    example: [
      'error loading dynamically imported module: https://a.example/b.js',
      'Failed to fetch dynamically imported module',
    ],
    pattern:
      /^(?:Failed to fetch|error loading) dynamically imported module\b.*$|^Importing a module script failed\.?$/u,
    to: 'Failed to fetch dynamically imported module',
  },
  {
    name: 'an iteration',
    example: ['e.lines is not iterable', '<name>.lines is not iterable'],
    pattern: /^(?:.*\.)?([\w$]+) is not iterable\b.*$/u,
    to: '<name>.$1 is not iterable',
  },
  {
    name: 'an iteration: Safari',
    example: ["undefined is not a function (near '...n of e.lines...')", '<name>.lines is not iterable'],
    pattern: /^undefined is not a function \(near '\.{3}.*?([\w$]+)\.{3}'\)$/u,
    to: '<name>.$1 is not iterable',
  },
  {
    name: 'a constant',
    example: ["invalid assignment to const 'n'", 'Assignment to constant variable.'],
    pattern: /^(?:invalid assignment to const '.*'|Attempted to assign to readonly property\.)$/u,
    to: 'Assignment to constant variable.',
  },
  {
    name: 'BigInt',
    example: ["can't convert BigInt to number", 'Cannot mix BigInt and other types'],
    pattern:
      /^(?:can't convert BigInt to number|Invalid mix of BigInt and other type in .*|Cannot mix BigInt and other types, .*)$/u,
    to: 'Cannot mix BigInt and other types',
  },
  {
    name: 'a name that is not known',
    example: ["Can't find variable: total", 'total is not defined'],
    pattern: /^Can't find variable: ([\w$]+)$/u,
    to: '$1 is not defined',
  },
  {
    name: 'a name before its value',
    example: [
      "can't access lexical declaration 'n' before initialization",
      'Cannot access a variable before initialization',
    ],
    pattern:
      /^(?:can't access lexical declaration '.*' before initialization|Cannot access '.*' before initialization|Cannot access uninitialized variable\.)$/u,
    to: 'Cannot access a variable before initialization',
  },
  {
    name: 'endless recursion',
    example: ['too much recursion', 'Maximum call stack size exceeded'],
    pattern: /^too much recursion$/u,
    to: 'Maximum call stack size exceeded',
  },
  {
    name: 'a circle in JSON',
    example: ['JSON.stringify cannot serialize cyclic structures.', 'Converting circular structure to JSON'],
    pattern: /^(?:cyclic object value|JSON\.stringify cannot serialize cyclic structures\.)$/u,
    to: 'Converting circular structure to JSON',
  },
  {
    name: 'JSON that ends early',
    example: ['JSON Parse error: Unexpected EOF', 'Unexpected end of JSON input'],
    pattern: /^(?:JSON Parse error: Unexpected EOF|JSON\.parse: unexpected end of data.*)$/u,
    to: 'Unexpected end of JSON input',
  },
  {
    name: 'JSON that is a page: Safari, Firefox',
    example: ["JSON Parse error: Unrecognized token '<'", "Unexpected token '<', <markup> is not valid JSON"],
    pattern:
      /^(?:JSON Parse error: Unrecognized token '<'|JSON\.parse: unexpected character at line 1 column 1 of the JSON data)$/u,
    to: "Unexpected token '<', <markup> is not valid JSON",
  },
  {
    name: 'an invalid date',
    example: ['invalid date', 'Invalid time value'],
    pattern: /^[Ii]nvalid [Dd]ate$/u,
    to: 'Invalid time value',
  },
  {
    name: 'a length of a list',
    example: ['Array size is not a small enough positive integer.', 'Invalid array length'],
    pattern: /^(?:invalid array length|Array size is not a small enough positive integer\.)$/u,
    to: 'Invalid array length',
  },
  {
    name: 'an address',
    example: ['malformed URI sequence', 'URI malformed'],
    pattern: /^(?:malformed URI sequence|URI error)$/u,
    to: 'URI malformed',
  },
  {
    name: 'an address that is not one',
    example: ["Failed to construct 'URL': Invalid URL", 'Invalid URL'],
    pattern:
      /^(?:Failed to construct 'URL': Invalid URL|URL constructor: .* is not a valid URL\.|".*" cannot be parsed as a URL.*)$/u,
    to: 'Invalid URL',
  },
  {
    name: 'an empty list',
    example: ['reduce of empty array with no initial value', 'Reduce of empty array with no initial value'],
    pattern: /^reduce of empty array with no initial value$/u,
    to: 'Reduce of empty array with no initial value',
  },
  {
    name: 'nothing as an object',
    example: ["can't convert undefined to object", 'Cannot convert undefined or null to object'],
    pattern: /^can't convert (?:undefined|null) to object$/u,
    to: 'Cannot convert undefined or null to object',
  },
  {
    name: 'a full storage',
    example: ['The quota has been exceeded.', 'The quota has been exceeded'],
    pattern:
      /^(?:Failed to execute '\w+' on 'Storage': Setting the value of '.*' exceeded the quota\.|The quota has been exceeded\.)$/u,
    to: 'The quota has been exceeded',
  },
  {
    name: 'a storage that is off',
    example: [
      "Failed to read the 'localStorage' property from 'Window': Access is denied for this document.",
      'The operation is insecure.',
    ],
    pattern: /^Failed to read the '\w+' property from 'Window': Access is denied for this document\.$/u,
    to: 'The operation is insecure.',
  },
  {
    name: 'a node elsewhere',
    example: [
      "Failed to execute 'removeChild' on 'Node': The node to be removed is not a child of this node.",
      'Node.removeChild: not a child of this node',
    ],
    pattern:
      /^(?:Failed to execute '(\w+)' on 'Node'|Node\.(\w+)): (?:The node|Child) .* is not a child of this node\.?$/u,
    to: 'Node.$1$2: not a child of this node',
  },
  {
    name: 'what cannot be sent',
    example: [
      "Failed to execute 'postMessage' on 'Worker': () => {} could not be cloned.",
      'The object could not be cloned.',
    ],
    pattern:
      /^(?:Failed to execute '\w+' on '\w+': .* could not be cloned\.|The object can ?not be cloned\.)$/u,
    to: 'The object could not be cloned.',
  },
  {
    name: 'a canceled request',
    example: ['The user aborted a request.', 'The operation was aborted'],
    pattern:
      /^(?:The user aborted a request\.|signal is aborted without reason|Fetch is aborted|The operation was aborted\.? ?)$/u,
    to: 'The operation was aborted',
  },
  {
    name: 'a permission that was not given',
    example: [
      'The request is not allowed by the user agent or the platform in the current context.',
      'Permission denied',
    ],
    pattern:
      /^play\(\) failed because the user didn't interact\b.*$|^The (?:request|play method) is not allowed by the user agent or the platform in the current context\b.*$/u,
    to: 'Permission denied',
  },
  {
    name: 'a limit of time',
    example: ['signal timed out', 'The operation timed out.'],
    pattern: /^signal timed out$/u,
    to: 'The operation timed out.',
  },
  {
    name: 'a selector',
    example: [
      "Failed to execute 'querySelector' on 'Document': '#1' is not a valid selector.",
      '<text> is not a valid selector',
    ],
    pattern: /^.* is not a valid selector\.?$/u,
    to: '<text> is not a valid selector',
  },
  {
    name: 'a frozen object',
    example: ['"total" is read-only', "Cannot assign to read only property 'total'"],
    pattern: /^(?:"(.*)" is read-only|Cannot assign to read only property '(.*)' of object .*)$/u,
    to: "Cannot assign to read only property '$1$2'",
  },
  {
    name: 'a sealed object',
    example: ['can\'t define property "total": Object is not extensible', 'object is not extensible'],
    pattern: /^.*(?:object that|object|Object) is not extensible\.?$/u,
    to: 'object is not extensible',
  },
];
