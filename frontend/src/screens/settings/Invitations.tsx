import { ApiProblem, type Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import type { Role } from "@/app/session";
import { Button, Loaded, Problem, Select, Table, TextField } from "@/parts";
import { useFormat, useWords } from "@/words";
import { Once } from "./Once";
import styles from "./settings.module.css";

/** Inviting somebody, and who is invited. */
export function Invitations() {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("recruiter");
  const [token, setToken] = useState<string | null>(null);
  const invite = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/invitations", { body: { email, role } })),
    onSuccess: ({ token: made }) => {
      setEmail("");
      setToken(made ?? null);
      void client.invalidateQueries({ queryKey: ["invitations"] });
    },
  });
  const problem = invite.error instanceof ApiProblem ? invite.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  const link = token && `${location.origin}/#invitation=${encodeURIComponent(token)}`;
  return (
    <div className="card stack">
      <h3>{words.invite}</h3>
      <form className={styles.form} onSubmit={submit} aria-label={words.invite}>
        <TextField label={words.email} type="email" required maxLength={254} error={problem?.of("email")} value={email} onChange={(event) => setEmail(event.target.value)} />
        <Select label={words.inviteAs} value={role} options={(["recruiter", "candidate", "admin"] as const).map((one) => [one, words.roles[one]] as const)}
          onChange={(event) => setRole(event.target.value as Role)} />
        <Button kind="primary" type="submit" isBusy={invite.isPending}>{words.sendInvitation}</Button>
      </form>
      {invite.error && <Problem error={invite.error} />}
      <Once title={words.invite} says={words.invitationMade} secret={link} onClose={() => setToken(null)} />
      <Open />
    </div>
  );
}

function Open() {
  const { settings: words } = useWords();
  const format = useFormat();
  const invitations = useQuery({
    queryKey: ["invitations", { limit: 100 }],
    queryFn: () => answer(api.GET("/api/v1/invitations", { params: { query: { limit: 100 } } })),
  });
  return (
    <Loaded query={invitations}>
      {({ items }) => {
        const open = items.filter(({ status }) => status === "pending");
        return open.length === 0 ? <p className="soft">{words.noInvitations}</p> : (
          <Table
            caption={words.invitations}
            rows={open}
            rowKey={({ invitation_id: id }) => id}
            columns={[
              { key: "email", head: words.email, isRowHead: true, cell: (one) => one.email },
              { key: "role", head: words.role, cell: (one) => words.roles[one.role] },
              { key: "until", head: words.until, cell: (one) => format.date(one.expires_at) },
              { key: "withdraw", head: words.withdraw, cell: (one) => <Withdraw invitation={one} /> },
            ]}
          />
        );
      }}
    </Loaded>
  );
}

function Withdraw({ invitation: { invitation_id: id, email } }: { invitation: Shape<"InvitationOut"> }) {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/invitations/{invitation_id}", { params: { path: { invitation_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
  return (
    <>
      <Button size="s" isBusy={withdraw.isPending} onClick={() => withdraw.mutate()}>{words.withdraw}<span className="unseen"> {email}</span></Button>
      {withdraw.error && <Problem error={withdraw.error} />}
    </>
  );
}
