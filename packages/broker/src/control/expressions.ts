// Erlang expressions that are evaluated in a node.

/**
 * Binds `Consistent` to a function of the servers, a module, the name of one of its functions, and a timeout in
 * milliseconds. The leader applies the function to its state after it has confirmed with a majority that it leads; without
 * a majority the call times out. The function is named, not a closure, because another node may run another version of
 * Erlang; the library `ra` takes the name in another form from its version 3 on.
 */
export const BIND_CONSISTENT = `
{ok, RaVersion} = application:get_key(ra, vsn),
Consistent = fun(Servers, Module, Name, Timeout) ->
  Query = case hd(RaVersion) < $3 of
    true -> fun Module:Name/1;
    false -> {Module, Name, []}
  end,
  ra:consistent_query(Servers, Query, Timeout)
end,`;

/**
 * An expression that fails unless the metadata are on the disk. Mnesia writes its log up to two seconds after it
 * answers, and syncs it much later. Khepri syncs every change before it answers; its fence waits for changes in
 * progress.
 */
export const METADATA_IS_SYNCED =
  "case mnesia:system_info(is_running) of yes -> ok = mnesia:sync_log(); _ -> ok = rabbit_khepri:fence(30000) end.";

/**
 * An expression that closes the connections with these names: `rabbitmqctl list_connections` and `close_connection` in
 * one call, because each call starts an Erlang machine. Its value is a list with one `ok` for each closed connection.
 */
export const closingExpression = (names: readonly string[], reason: string): string =>
  `[rabbit_networking:close_connection(Pid, ${text(reason)}) || ` +
  "[{pid, Pid}, {client_properties, Properties}] <- rabbit_networking:connection_info_all([pid, client_properties]), " +
  `{<<"connection_name">>, longstr, Name} <- Properties, lists:member(Name, [${names.map(erlangBinary).join(", ")}])].`;

const text = (words: string): string => JSON.stringify(words);

/** A binary in Erlang's syntax with these bytes, whatever they are. */
export const erlangBinary = (words: string): string => `<<${[...Buffer.from(words)].join(",")}>>`;
