// The Erlang script that evaluates requests inside a private node: over a socket in the node's private directory, or in a
// container over a port that asks for a token. A request takes milliseconds; `rabbitmqctl eval` starts an Erlang machine
// for each, which takes a second of CPU time.

/** In the directory of the scripts. Every user who can open it may also read the node's cookie. */
export const CONTROL_SOCKET = "control";

/** In a container, which publishes it on the loopback address of the host. */
export const CONTROL_PORT = 25_690;
/** The first answer at the port, when the token is right. */
export const ADMITTED = "ready";

/** A token is much shorter; whoever does not know it must not occupy memory. */
const MAX_PACKET_BYTES = 1_048_576;
const TOKEN_TIMEOUT_MS = 5_000;

/**
 * One request for each connection: packets with a length of four bytes, the request an Erlang expression, the answer
 * `ok` or `error`, a space, and the value as Erlang prints it.
 */
export const controlScript = (directoryVariable: string): string => `
Path = filename:join(os:getenv("${directoryVariable}"), "${CONTROL_SOCKET}"),
_ = file:delete(Path),
{ok, Listener} = gen_tcp:listen(0, [local, {ifaddr, {local, Path}} | ${OPTIONS}]),
IsAdmitted = fun(_) -> true end,
${SERVE}`;

/**
 * The same at a port. The first packet is the token, which is answered before the request is read: without this answer,
 * nothing was evaluated. Hashes are compared, so that the time of the comparison tells nothing.
 */
export const portScript = (tokenVariable: string): string => `
Hash = fun(Text) -> crypto:hash(sha256, Text) end,
Token = Hash(os:getenv("${tokenVariable}")),
{ok, Listener} = gen_tcp:listen(${CONTROL_PORT}, [{packet_size, ${MAX_PACKET_BYTES}} | ${OPTIONS}]),
IsAdmitted = fun(Socket) ->
  case gen_tcp:recv(Socket, 0, ${TOKEN_TIMEOUT_MS}) of
    {ok, Given} -> Hash(Given) =:= Token andalso gen_tcp:send(Socket, "${ADMITTED}") =:= ok;
    _ -> false
  end
end,
${SERVE}`;

const OPTIONS = "[binary, {packet, 4}, {active, false}, {backlog, 64}]";

const SERVE = `Evaluate = fun(Text) ->
  {ok, Tokens, _} = erl_scan:string(binary_to_list(Text)),
  {ok, Expressions} = erl_parse:parse_exprs(Tokens),
  {value, Value, _} = erl_eval:exprs(Expressions, []),
  {"ok", Value}
end,
Serve = fun() ->
  Socket = receive {serve, Accepted} -> Accepted end,
  case IsAdmitted(Socket) andalso gen_tcp:recv(Socket, 0) of
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
