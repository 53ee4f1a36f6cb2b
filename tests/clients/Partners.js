// Partners as a Relay front end would list them: pages keep the day, as they ask the root again; a place refetches by its id.
import { graphql } from "relay-runtime";

export const query = graphql`
  query PartnersQuery($by: MunicipalityKey!, $asOf: Date, $first: Int!) {
    ...Partners_query @arguments(by: $by, asOf: $asOf, first: $first)
  }
`;

export const pages = graphql`
  fragment Partners_query on Query
  @argumentDefinitions(
    by: { type: "MunicipalityKey!" }
    asOf: { type: "Date" }
    first: { type: "Int" }
    after: { type: "String" }
  )
  @refetchable(queryName: "PartnersPageQuery") {
    municipality(by: $by, asOf: $asOf) {
      partners(first: $first, after: $after) @connection(key: "Partners_partners") {
        edges {
          weight
          node {
            ...Partners_place
          }
        }
      }
    }
  }
`;

export const place = graphql`
  fragment Partners_place on Municipality @refetchable(queryName: "PartnersPlaceQuery") {
    name
    country {
      name(language: SV)
    }
  }
`;
