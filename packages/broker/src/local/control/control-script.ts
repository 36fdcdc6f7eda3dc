// The Erlang script that evaluates requests inside a private node, over a socket in the node's private directory. A
// request takes milliseconds; `rabbitmqctl eval` starts an Erlang machine for each, which takes a second of CPU time.

/** In the directory of the scripts. Every user who can open it may also read the node's cookie. */
export const CONTROL_SOCKET = "control";

/**
 * One request for each connection: packets with a length of four bytes, the request an Erlang expression, the answer
 * `ok` or `error`, a space, and the value as Erlang prints it.
 */
export const controlScript = (directoryVariable: string): string => `
Path = filename:join(os:getenv("${directoryVariable}"), "${CONTROL_SOCKET}"),
_ = file:delete(Path),
Options = [local, binary, {ifaddr, {local, Path}}, {packet, 4}, {active, false}, {backlog, 64}],
{ok, Listener} = gen_tcp:listen(0, Options),
Evaluate = fun(Text) ->
  {ok, Tokens, _} = erl_scan:string(binary_to_list(Text)),
  {ok, Expressions} = erl_parse:parse_exprs(Tokens),
  {value, Value, _} = erl_eval:exprs(Expressions, []),
  {"ok", Value}
end,
Serve = fun() ->
  Socket = receive {serve, Accepted} -> Accepted end,
  case gen_tcp:recv(Socket, 0) of
    {ok, Text} ->
      {Kind, Value} = try Evaluate(Text) catch Class:Reason -> {"error", {Class, Reason}} end,
      gen_tcp:send(Socket, unicode:characters_to_binary(io_lib:format("~s ~tp", [Kind, Value])));
    _ -> gone
  end,
  gen_tcp:close(Socket)
end,
Accept = fun Loop() ->
  case gen_tcp:accept(Listener) of
    {ok, Socket} ->
      Server = spawn(Serve),
      case gen_tcp:controlling_process(Socket, Server) of
        ok -> Server ! {serve, Socket};
        _ -> exit(Server, kill)
      end;
    {error, _} -> timer:sleep(10)
  end,
  Loop()
end,
Accept().
`;
