// An Erlang expression that asks the leader of a replicated state machine, such as a quorum queue.

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
