// Closing clients' connections from the node's side, by the names they gave themselves.

/**
 * The Erlang expression for it: `rabbitmqctl list_connections` and `close_connection` in one call, so that only one
 * Erlang machine has to start between the looking and the closing. Its value is a list with an `ok` for each.
 */
export const closingExpression = (names: readonly string[], reason: string): string =>
  `[rabbit_networking:close_connection(Pid, ${text(reason)}) || ` +
  "[{pid, Pid}, {client_properties, Properties}] <- rabbit_networking:connection_info_all([pid, client_properties]), " +
  `{<<"connection_name">>, longstr, Name} <- Properties, lists:member(Name, [${names.map(binary).join(", ")}])].`;

const text = (words: string): string => JSON.stringify(words);
const binary = (words: string): string => `<<${JSON.stringify(words)}>>`;
