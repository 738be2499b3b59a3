import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { answer, api } from "@/app/api";
import { Loaded, Page, ScoreBadge } from "@/parts";
import { useWords } from "@/words";

export default function MatchScreen() {
  const { match: words } = useWords();
  const { id = "" } = useParams();
  const match = useQuery({
    queryKey: ["matches", id],
    queryFn: () => answer(api.GET("/api/v1/matches/{match_id}", { params: { path: { match_id: id } } })),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded query={match}>
        {(found) => (
          <article className="card stack">
            <div className="row">
              <ScoreBadge score={found.match_score} grade={found.grade} size="l" />
              <h2>{found.candidate_name ?? found.resume_id}</h2>
            </div>
            <p>{found.comments}</p>
          </article>
        )}
      </Loaded>
    </Page>
  );
}
