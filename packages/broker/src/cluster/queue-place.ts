// Erlang expressions that say where a queue is in a cluster, and what their values mean. One node evaluates them.
import type { QueueMembers } from "../broker.ts";
import { BIND_CONSISTENT, erlangBinary } from "../control/expressions.ts";

/** A leader answers within milliseconds; while there is none, this is how long it is waited for. */
const LEADER_TIMEOUT_MS = 1_000;
/** A stopped node accepts no answer; others answer within milliseconds. */
const MEMBER_TIMEOUT_MS = 500;

/**
 * Its value is `{Leader, Members, Online}`, or `unknown`. The leader of a quorum queue answers a consistent query, for
 * which it asks a majority; a leader that was cut off from the majority cannot answer, nor can a member without leader.
 */
export const placeExpression = (queue: string): string => `${BIND_CONSISTENT}
Alive = fun(Process, Nodes) ->
  Answers = lists:zip(Nodes, erpc:multicall(Nodes, erlang, whereis, [Process], ${MEMBER_TIMEOUT_MS})),
  [Node || {Node, {ok, Pid}} <- Answers, is_pid(Pid)]
end,
case rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, ${erlangBinary(queue)})) of
  {ok, Queue} ->
    case {amqqueue:get_type(Queue), amqqueue:get_pid(Queue)} of
      {rabbit_quorum_queue, {Process, _}} ->
        Nodes = case maps:get(nodes, amqqueue:get_type_state(Queue)) of
          Map when is_map(Map) -> maps:keys(Map);
          List -> List
        end,
        Online = Alive(Process, Nodes),
        Servers = [{Process, Node} || Node <- Online],
        Leader = case Servers =/= [] andalso
            (catch Consistent(Servers, erlang, is_tuple, ${LEADER_TIMEOUT_MS})) of
          {ok, _, {_, Leading}} -> Leading;
          _ -> none
        end,
        {Leader, Nodes, Online};
      {_, Pid} when is_pid(Pid) ->
        Home = node(Pid),
        case catch erpc:call(Home, erlang, is_process_alive, [Pid], ${MEMBER_TIMEOUT_MS}) of
          true -> {Home, [Home], [Home]};
          _ -> {none, [Home], []}
        end;
      _ -> unknown
    end;
  _ -> unknown
end.`;

/** `numberOf` is the number of a node by its name. */
export function readPlace(value: string, numberOf: (name: string) => number | undefined): QueueMembers | undefined {
  const parts = /^\{([^,]+),\s*\[([^\]]*)\],\s*\[([^\]]*)\]\}$/s.exec(value.trim());
  if (parts === null) return undefined;
  const numbers = (names = ""): number[] => atomsIn(names).flatMap((name) => numberOf(name) ?? []);
  const [, leader, members, online] = parts;
  return {
    leader: numbers(leader)[0] ?? null,
    members: numbers(members).toSorted((a, b) => a - b),
    online: numbers(online).toSorted((a, b) => a - b),
  };
}

/** The atoms in a value as Erlang prints it: in quotes only where they need them. */
export const atomsIn = (value: string): string[] =>
  [...value.matchAll(/'([^']+)'|([a-z][\w@]*)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
