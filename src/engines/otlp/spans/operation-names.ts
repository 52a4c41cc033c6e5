/** Other conventions' words for the kinds of operation of `gen_ai.operation.name`. */
const others: Readonly<Record<string, string | undefined>> = {
  LLM: 'chat',
  EMBEDDING: 'embeddings',
  TOOL: 'execute_tool',
  AGENT: 'invoke_agent',
  RETRIEVER: 'retrieval',
  agent: 'invoke_agent',
  tool: 'execute_tool',
  'ai.toolCall': 'execute_tool',
  'ai.embed.doEmbed': 'embeddings',
  'ai.embedMany.doEmbed': 'embeddings',
};

/** What they call spans that say nothing of what is done. */
const wordless = new Set([
  'CHAIN',
  'RERANKER',
  'GUARDRAIL',
  'EVALUATOR',
  'PROMPT',
  'UNKNOWN',
  'workflow',
  'task',
]);

const aiSdk = /^ai\.(?:generate|stream)(?:Text|Object)(\.do(?:Generate|Stream))?$/;

/**
 * The kind of an operation in the words of `gen_ai.operation.name`; those of that attribute stay as they are.
 */
export function toOperation(word: string): string | undefined {
  if (Object.hasOwn(others, word)) return others[word];
  const match = aiSdk.exec(word);
  if (match) return match[1] === undefined ? 'invoke_agent' : 'chat';
  return wordless.has(word) || word.startsWith('ai.') ? undefined : word;
}
