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
    id
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
        'Fill a cart: ids of variants are in the tab before.\nSign in with its id, and its lines join yours.',
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
      title:
        'The ways in which a cart can be sent to a country.\nIts id is in the tab before; an unknown cart has none.',
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
      title:
        'Place the order: its ids are in the tabs before.\nThen see it become PAID, by its orderToken.\n' +
        'tok_3ds and tok_declined go other ways.\nEach order has a key of its own.',
      query: `mutation PlaceOrder($input: OrderPlaceInput!) {
  orderPlace(input: $input) {
    order {
      number
      paymentStatus
      discount { amount }
      total { amount currencyCode }
    }
    orderToken
    paymentAction { redirectUrl expiresAt }
    userErrors { field message code }
  }
}

query HowItStands($token: String) {
  order(token: $token) {
    status
    paymentStatus
    items { sku quantity total { amount } }
  }
}`,
      variables: {
        input: {
          cartId: 'PASTE-THE-ID',
          idempotencyKey: 'my-first-order',
          email: 'buyer@example.com',
          shippingAddress: {
            line1: 'Hauptstraße 1',
            postalCode: '10115',
            city: 'Berlin',
            countryCode: 'DE',
          },
          shippingMethod: 'PASTE-THE-ID',
          discountCode: 'WELCOME10',
          payment: { provider: 'test', token: 'tok_ok' },
        },
        token: 'PASTE-THE-ORDER-TOKEN',
      },
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
      title: 'Yourself and your workspace: see Headers.\navatarUpload takes a picture, by multipart.',
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
      version
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
      title: 'Describe a library item and show it at a product:\nids and versions are in the tabs before.',
      query: `mutation Attach(
  $media: [MediaUpdateInput!]!
  $entity: EntityRefInput!
  $items: [MediaAttachItemInput!]!
) {
  mediaUpdate(media: $media) {
    media { id alt tags version }
    userErrors { field message code }
  }
  mediaAttach(entity: $entity, items: $items) {
    entityMedia { id role position primary alt media { filename } }
    userErrors { field message code }
  }
}`,
      variables: {
        media: [{ id: 'PASTE-THE-ID', version: 1, alt: 'What it shows', tags: ['summer'] }],
        entity: { type: 'product', id: 'PASTE-THE-ID' },
        items: [{ mediaId: 'PASTE-THE-ID', role: 'gallery' }],
      },
      headers: { authorization: 'Bearer PASTE-THE-ACCESS-TOKEN' },
    },
    {
      title: 'The shop’s orders, for admins, and sending one:\nwithout lines, all that is left of it.',
      query: `query Orders {
  orders(first: 10) {
    nodes { id version number email status paymentStatus fulfillmentStatus total { amount currencyCode } }
    totalCount
  }
}

mutation Send($id: ID!, $version: Int!, $input: FulfillmentInput!) {
  orderFulfill(id: $id, version: $version, input: $input) {
    order { version fulfillmentStatus trackingNumber }
    userErrors { field message code }
  }
}`,
      variables: { id: 'PASTE-THE-ID', version: 1, input: { carrier: 'DHL', trackingNumber: '00340434' } },
      headers: { authorization: 'Bearer PASTE-THE-ACCESS-TOKEN' },
    },
    {
      title: 'What is low in stock, for staff;\nthe version is for stockSet, which admins may.',
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
      title: 'Who changed what, for staff: the newest first.',
      query: `query AuditLog {
  auditLog(first: 10) {
    nodes { at action actor { displayName } actorName record { type id } before after }
    totalCount
  }
}`,
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
