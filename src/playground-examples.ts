import { type PlaygroundOptions } from './platform/graphql/playground/playground-page';

/** What a developer meets at /graphql: one example a tab, each of which works as it stands on the demo workspace. */
export const PLAYGROUND: PlaygroundOptions = {
  title: 'Vitrine',
  tabs: [
    {
      title: 'A storefront’s product list. No sign-in: press play.',
      query: `query Storefront {
  products(first: 12) {
    nodes {
      title
      slug
      brand
      minPrice { amount currencyCode }
      primaryImage {
        url(transform: { maxWidth: 300, maxHeight: 300, crop: COVER })
        srcset
        thumbhash
        dominantColor
        alt
      }
    }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}`,
    },
    {
      title: 'The tree of categories, and what is new in each.',
      query: `query Categories {
  categories {
    slug
    title
    image { url(transform: { maxWidth: 96, maxHeight: 96, crop: COVER }) alt }
    children { slug title }
    products(first: 3) { totalCount nodes { title } }
  }
}`,
    },
    {
      title: 'One product, as its page needs it.',
      query: `query ProductPage($slug: String!) {
  product(slug: $slug) {
    title
    description
    attributes
    category { title parent { title } }
    media {
      role
      position
      primary
      alt
      media {
        __typename
        ... on MediaImage { image { url pictureHtml(sizes: "50vw") width height } }
      }
    }
    variants {
      id
      sku
      title
      options { name value }
      price { amount currencyCode }
      compareAtPrice { amount }
      availableForSale
      quantityAvailable
    }
  }
}`,
      variables: { slug: 'full-moon-jar' },
    },
    {
      title:
        'Fill a cart: ids of variants are in the tab before. Sign in with its id, and its lines join yours.',
      query: `mutation FillCart($lines: [CartLineInput!]) {
  cartCreate(lines: $lines) {
    cart {
      id
      lines { quantity available unitPrice { amount } total { amount } variant { sku product { title } } }
      itemCount
      subtotal { amount currencyCode }
    }
    userErrors { field message code }
  }
}`,
      variables: { lines: [{ variantId: 'PASTE-THE-ID', quantity: 2 }] },
    },
    {
      title: 'The ways in which a cart can be sent to a country: its id is in the tab before.',
      query: `query Shipping($cartId: ID!, $countryCode: String) {
  shippingMethods(cartId: $cartId, countryCode: $countryCode) {
    id
    title
    price { amount currencyCode }
  }
}`,
      variables: { cartId: 'PASTE-THE-ID', countryCode: 'DE' },
    },
    {
      title: 'Sign in, then put the token into the next tabs’ Headers.',
      query: `mutation SignIn($email: String!, $password: String!) {
  login(input: { email: $email, password: $password }) {
    accessToken
    refreshToken
    expiresAt
    user { displayName role }
    userErrors { field message code }
  }
}`,
      variables: { email: 'admin@example.com', password: 'vitrine-demo' },
    },
    {
      title: 'Yourself and your workspace: see Headers. avatarUpload takes a picture, by multipart.',
      query: `query Profile {
  me {
    displayName
    role
    avatar { url(transform: { maxWidth: 96, maxHeight: 96, crop: SMART }) alt thumbhash }
  }
  workspace {
    name
    logo { url(transform: { maxHeight: 80 }) }
    banner { url(transform: { maxWidth: 1200, maxHeight: 300, crop: COVER }) }
  }
}`,
      headers: { authorization: 'Bearer PASTE-THE-ACCESS-TOKEN' },
    },
    {
      title: 'The media library, for staff: see Headers.',
      query: `query Library {
  media(first: 10) {
    nodes {
      id
      filename
      status
      byteSize
      sha256
      previewImage { url(transform: { maxWidth: 300, maxHeight: 300, crop: COVER }) }
      usageCount
      usages(first: 3) { nodes { role entity { type label } } }
    }
    totalCount
  }
}`,
      headers: { authorization: 'Bearer PASTE-THE-ACCESS-TOKEN' },
    },
    {
      title: 'What is low in stock, for staff; the version is for stockSet, which admins may.',
      query: `query LowStock {
  stockLevels(low: true, first: 20) {
    nodes { onHand reserved available minLevel version variant { id sku title product { title } } }
    totalCount
  }
}`,
      headers: { authorization: 'Bearer PASTE-THE-ACCESS-TOKEN' },
    },
    {
      title: 'Import a picture from its URL, then ask how it went.',
      query: `mutation Import($media: [MediaImportInput!]!) {
  mediaImport(media: $media) {
    imports { id source status }
    userErrors { field message code }
  }
}

query HowItWent($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on MediaImport {
      source
      status
      progress
      deduplicated
      error { code message }
      media { filename previewImage { url } }
    }
  }
}`,
      variables: {
        media: [
          {
            source: 'https://www.gnu.org/graphics/gnu-head.jpg',
            alt: 'The head of a gnu',
            folder: 'imports',
          },
        ],
        ids: ['PASTE-THE-ID'],
      },
      headers: { authorization: 'Bearer PASTE-THE-ACCESS-TOKEN' },
    },
    {
      title: 'Start this, then upload by the README’s curl.',
      query: `subscription Watch {
  mediaUpdated {
    kind
    media { filename status progress }
  }
}`,
      headers: { authorization: 'Bearer PASTE-THE-ACCESS-TOKEN' },
    },
  ],
};
