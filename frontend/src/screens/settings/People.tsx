import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "@/app/api";
import { useUser, type Role } from "@/app/session";
import { useSettled } from "@/app/useSettled";
import { Button, Chip, Empty, Loaded, Pager, Problem, Select, Table, TextField, useSentence, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { Invitations } from "./Invitations";
import styles from "./settings.module.css";

type Member = Shape<"MemberOut">;
const ROLES = ["admin", "recruiter", "candidate"] as const;

/** Who belongs to the organisation, what they may do, and who is invited. */
export function People() {
  return <><Invitations /><Members /></>;
}

function Members() {
  const { settings: words } = useWords();
  const format = useFormat();
  const [said, setSaid] = useState("");
  const [page, setPage] = useState(1);
  const q = useSettled(said);
  const users = useQuery({
    queryKey: ["users", { q, page }],
    queryFn: () => answer(api.GET("/api/v1/users", { params: { query: { q, page } } })),
    placeholderData: (before) => before,
  });
  return (
    <div className="card stack">
      <TextField label={words.search} type="search" maxLength={200} value={said} onChange={(event) => { setSaid(event.target.value); setPage(1); }} />
      <Loaded query={users}>
        {({ items, total, limit }) =>
          items.length === 0 ? <Empty icon="me" title={words.nobody} /> : (
            <>
              <Table
                caption={words.people}
                rows={items}
                rowKey={({ user_id: id }) => id}
                columns={[
                  { key: "name", head: words.name, isRowHead: true, cell: ({ full_name: name, email }) => <>{name}<br /><span className={`soft small ${styles.email}`}>{email}</span></> },
                  { key: "role", head: words.role, cell: (member) => <RoleOf member={member} /> },
                  { key: "since", head: words.joined, cell: ({ created_at: since }) => format.date(since) },
                  { key: "state", head: words.state, cell: (member) => <Standing member={member} /> },
                ]}
              />
              <Pager page={page} limit={limit} total={total} onPage={setPage} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function useRights(member: Member) {
  const { settings: words } = useWords();
  const say = useToast();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Shape<"Rights">) => answer(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: String(member.user_id) } }, body })),
    onSuccess: () => {
      say(words.saved);
      void client.invalidateQueries({ queryKey: ["users"] });
    },
  });
}

function RoleOf({ member }: { member: Member }) {
  const { settings: words } = useWords();
  const { user } = useUser();
  const rights = useRights(member);
  const sentence = useSentence(rights.error);
  const change = (event: { target: { value: string } }) => rights.mutate({ role: event.target.value as Role });
  return (
    <Select label={`${words.role}: ${member.full_name}`} isLabelUnseen disabled={member.user_id === user.user_id} value={member.role}
      options={ROLES.map((role) => [role, words.roles[role]] as const)} error={rights.error ? sentence : undefined} onChange={change} />
  );
}

function Standing({ member }: { member: Member }) {
  const { settings: words } = useWords();
  const { user } = useUser();
  const rights = useRights(member);
  return (
    <div className="row">
      <Chip tone={member.is_active ? "good" : "plain"}>{member.is_active ? words.active : words.off}</Chip>
      {member.user_id !== user.user_id && (
        <Button size="s" isBusy={rights.isPending} onClick={() => rights.mutate({ is_active: !member.is_active })}>
          {member.is_active ? words.switchOff : words.switchOn}<span className="unseen"> {member.full_name}</span>
        </Button>
      )}
      {rights.error && <Problem error={rights.error} />}
    </div>
  );
}

